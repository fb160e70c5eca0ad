using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Rooms;

public sealed class RoomTableTests
{
    private readonly RoomTable _table = new();

    [Fact]
    public void A_room_is_there_as_long_as_it_has_members()
    {
        var (first, second) = (TestConnections.Create("user_123"), TestConnections.Create("user_456"));
        var membership = _table.Add(first, "order:1", 7);
        _table.Add(second, "order:1", 8);
        _table.Add(second, "order:2", 8);

        Assert.Equal(2, _table.Count);
        Assert.Equal([first.Id, second.Id], Members("order:1"));
        Assert.Same(membership, RoomTable.Find(first, "order:1"));
        Assert.Equal(7, membership.CoveredAfter);
        Assert.Null(RoomTable.Find(first, "order:2"));

        _table.Remove(membership);
        Assert.Equal([second.Id], Members("order:1"));
        _table.RemoveAll(second);
        Assert.Equal(0, _table.Count);
        Assert.Empty(Members("order:1"));
        Assert.Null(RoomTable.Find(second, "order:1"));
        _table.RemoveAll(second);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_order_of_joining_and_leaving_leaves_who_is_there(int seed)
    {
        var random = new Random(seed);
        var connections = Enumerable.Range(0, 20).Select(_ => TestConnections.Create("user_123")).ToArray();
        HashSet<(Connection Connection, string Room)> expected = [];
        for (var step = 0; step < 3000; step++)
        {
            var connection = connections[random.Next(connections.Length)];
            var room = $"order:{random.Next(8)}";
            if (random.Next(20) == 0)
            {
                _table.RemoveAll(connection);
                expected.RemoveWhere(member => member.Connection == connection);
            }
            else if (RoomTable.Find(connection, room) is { } membership)
            {
                Assert.True(expected.Remove((connection, room)));
                _table.Remove(membership);
            }
            else
            {
                Assert.True(expected.Add((connection, room)));
                _table.Add(connection, room, step);
            }
        }

        var rooms = expected.GroupBy(member => member.Room).ToArray();
        Assert.Equal(rooms.Length, _table.Count);
        foreach (var room in rooms)
        {
            Assert.Equal(room.Select(member => member.Connection.Id).Order(), Members(room.Key).Order());
        }
    }

    private string[] Members(string room) => [.. _table.MembersOf(room).ToArray().Select(membership => membership.Connection.Id)];
}
