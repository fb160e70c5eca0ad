using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Connections;

public sealed class ConnectionTableTests
{
    private readonly ConnectionTable _table = new();

    [Fact]
    public void Counts_connections_users_and_wires()
    {
        var first = Add("user_123", "signalr");
        Add("user_123", "socketio");
        Add(null, "signalr");

        Assert.Equal((3, 1), (_table.Count, _table.UserCount));
        Assert.Equal(2, _table.CountByWire()["signalr"]);
        Assert.Equal(1, _table.CountByWire()["socketio"]);
        Assert.Equal(2, _table.OfUser("user_123").Length);
        Assert.Equal(0, _table.OfUser("user_456").Length);

        Assert.True(_table.Remove(first));
        Assert.Equal((2, 1), (_table.Count, _table.UserCount));
        Assert.Equal(1, _table.CountByWire()["signalr"]);
    }

    [Fact]
    public void Removing_twice_or_what_was_never_there_changes_nothing()
    {
        var connection = Add("user_123", "signalr");
        Assert.True(_table.Remove(connection));
        Assert.False(_table.Remove(connection));
        Assert.False(_table.Remove(TestConnections.Create("user_123")));

        Assert.Equal((0, 0), (_table.Count, _table.UserCount));
        Assert.Equal(0, _table.CountByWire()["signalr"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_order_of_adding_and_removing_leaves_who_is_there(int seed)
    {
        var random = new Random(seed);
        List<Connection> expected = [];
        for (var step = 0; step < 2000; step++)
        {
            if (expected.Count == 0 || random.Next(5) < 3)
            {
                expected.Add(Add(random.Next(4) == 0 ? null : $"user_{random.Next(5)}", "signalr"));
            }
            else
            {
                var gone = expected[random.Next(expected.Count)];
                expected.Remove(gone);
                Assert.True(_table.Remove(gone));
            }
        }

        Assert.Equal(expected.Select(connection => connection.Id).Order(), _table.All.ToArray().Select(connection => connection.Id).Order());
        foreach (var user in expected.Where(connection => connection.UserId is not null).GroupBy(connection => connection.UserId!))
        {
            Assert.Equal(user.Select(connection => connection.Id).Order(), _table.OfUser(user.Key).ToArray().Select(connection => connection.Id).Order());
        }
    }

    private Connection Add(string? userId, string wire)
    {
        var connection = TestConnections.Create(userId, wire: wire);
        _table.Add(connection);
        return connection;
    }
}
