using System.Globalization;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>What flows while clients come and go: numbered events to rooms, to users and to all, one sequence for each.</summary>
internal sealed class SoakShop(RealtimeHost host)
{
    public const int Rooms = 8;
    public const int Users = 16;

    private readonly long[] _rooms = new long[Rooms];
    private readonly long[] _users = new long[Users];
    private long _all;

    public static string RoomOf(int index) => $"soak_{index}";

    public static string UserOf(int index) => $"soaker_{index}";

    /// <summary>How many events were published.</summary>
    public long Published { get; private set; }

    public async Task OpenAsync()
    {
        for (var room = 0; room < Rooms; room++)
        {
            for (var user = 0; user < Users; user++)
            {
                await host.Access.GrantAsync($"order:{RoomOf(room)}", UserOf(user), cancellationToken: TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Publishes one event to every room, and now and then to a user and to all.</summary>
    public async Task PublishAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        for (var room = 0; room < Rooms; room++)
        {
            await host.Realtime.SendEventToRoomAsync($"order:{RoomOf(room)}", "soak:room", new { key = RoomOf(room), number = ++_rooms[room] }, cancellation);
        }

        var user = (int)(Published / Rooms % Users);
        var message = $"{++_users[user]}";
        await host.Realtime.NotifyUserAsync(UserOf(user), new UserNotification { Type = "soak", Message = message }, cancellation);
        if (user == 0)
        {
            await host.Realtime.BroadcastToAllAsync("soak:all", new { key = "all", number = ++_all }, cancellation);
        }

        Published += Rooms;
    }

    /// <summary>The last number of a room.</summary>
    public long LastOf(string room) => _rooms[int.Parse(room.AsSpan("soak_".Length), CultureInfo.InvariantCulture)];
}
