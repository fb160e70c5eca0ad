using System.Net;
using System.Text.Json;
using AudioTaiLoc.Realtime.Attack;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Limits;

/// <summary>Who asks for the same events again and again and reads nothing does not fill the server's memory.</summary>
public sealed class UnreadReplayTests
{
    private const int Events = 100;
    private const int Asked = 100;
    private const int Values = 40;

    private static readonly string Padding = new('x', 16 * 1024);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Catching_up_again_without_reading_is_refused(bool isSignalR)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumQueuedBytes = 64 * 1024);
        var first = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = await WireClient.ConnectAsync(
            new Uri(host.Url), IPAddress.Loopback, host.Token("user_123"), isSignalR, (name, payload) =>
            {
                if (name == "big")
                {
                    first.TrySetResult(payload.GetProperty("eventId").GetString()!);
                }
            },
            Cancellation);
        var room = new { productId = "p" };
        await client.CallAsync("inventory:subscribe", room, Cancellation);
        await PublishAsync(host);
        var since = await first.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        await client.CallAsync("inventory:unsubscribe", room, Cancellation);
        for (var i = 1; i < Events; i++)
        {
            await PublishAsync(host);
        }

        client.StopReading();
        for (var i = 0; i < Asked; i++)
        {
            await client.PostAsync("inventory:subscribe", new { productId = "p", since });
            await client.PostAsync("inventory:unsubscribe", room);
        }

        client.ResumeReading();
        await client.CallAsync("ping", new { }, Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.True(client.Codes.GetValueOrDefault("rate_limited") > 0, JsonSerializer.Serialize(client.Codes));
        Assert.False(client.Ended.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Coming_and_going_to_a_room_with_current_values_without_reading_is_refused(bool isSignalR)
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.MaximumQueuedBytes = 64 * 1024;
            options.Conflation.UpdatesPerSecond = 10;
        });
        using var client = await WireClient.ConnectAsync(
            new Uri(host.Url), IPAddress.Loopback, host.Token("user_123"), isSignalR, cancellation: Cancellation);
        for (var key = 0; key < Values; key++)
        {
            await host.Realtime.SendEventAsync(
                EventTarget.Room(RealtimeRooms.Product("p")), "big", new { Padding }, new EventOptions { ValueKey = "key" + key }, Cancellation);
        }

        client.StopReading();
        for (var i = 0; i < Asked; i++)
        {
            await client.PostAsync("inventory:subscribe", new { productId = "p" });
            await client.PostAsync("inventory:unsubscribe", new { productId = "p" });
        }

        client.ResumeReading();
        await client.CallAsync("ping", new { }, Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.True(client.Codes.GetValueOrDefault("rate_limited") > 0, JsonSerializer.Serialize(client.Codes));
        Assert.False(client.Ended.IsCompleted);
    }

    private static Task PublishAsync(RealtimeHost host) =>
        host.Realtime.SendEventToRoomAsync(RealtimeRooms.Product("p"), "big", new { Padding }, Cancellation);
}
