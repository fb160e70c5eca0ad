using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Section 5: the codes that come from below the calls. The others are with the calls that give them.</summary>
public sealed class ErrorCodeTests
{
    private const string Secret = "the password is hunter2";

    [Theory]
    [EveryWire]
    public async Task A_fault_is_internal_and_its_details_are_in_the_log_alone(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.AddAudioTaiLocRealtime().UseRoomAuthorizer<FaultyAuthorizer>());
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        var ack = await client.CallAsync("order:subscribe", new { orderId = "order_123" });
        JsonShape.Matches("""{"success":false,"code":"internal","error":"<sentence>","traceId":"<traceId>"}""", ack);
        Assert.DoesNotContain("hunter2", ack.GetRawText(), StringComparison.Ordinal);
        var line = Assert.Single(host.Log.Lines, line => line is { Level: LogLevel.Error, EventName: "CallFailed" });
        Assert.Contains(ack.Text("traceId"), line.Message, StringComparison.Ordinal);
        Assert.Contains(Secret, line.Exception?.Message, StringComparison.Ordinal);
        (await client.CallAsync("ping")).IsDone();
    }

    [Theory]
    [EveryWire]
    public async Task A_store_that_is_down_is_unavailable_and_may_be_asked_again(Wire wire)
    {
        var store = new SwitchedGrantStore { IsDown = true };
        await using var host = await RealtimeHost.StartAsync(build: builder => builder.Services.AddSingleton<IRoomGrantStore>(store));
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsRefused("unavailable");
        store.IsDown = false;
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
    }

    [Theory]
    [EveryWire]
    public async Task Too_many_calls_are_told_when_to_come_again(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.RateLimit.IsEnabled = true;
            options.RateLimit.CallsPerSecond = 1;
            options.RateLimit.Burst = 10;
        });
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");

        var allowed = 0;
        var ack = await laptop.CallAsync("presence:list");
        while (ack.GetProperty("success").GetBoolean())
        {
            Assert.InRange(++allowed, 1, 100);
            ack = await laptop.CallAsync("presence:list");
        }

        JsonShape.Matches("""{"success":false,"code":"rate_limited","error":"<sentence>","retryAfterMs":"<milliseconds>"}""", ack);
        // One user's devices share; another user is not touched; refused calls do not close anything.
        var codes = new List<string?>();
        for (var i = 0; i < 20; i++)
        {
            var answer = await phone.CallAsync("presence:list");
            codes.Add(answer.TryGetProperty("code", out var code) ? code.GetString() : null);
        }

        Assert.Contains("rate_limited", codes);
        (await other.CallAsync("presence:list")).IsDone();
    }

    internal sealed class FaultyAuthorizer : IRoomAuthorizer
    {
        public ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException(Secret);
    }

    /// <summary>A store whose connection comes and goes; while it is there, everybody has a grant.</summary>
    private sealed class SwitchedGrantStore : IRoomGrantStore
    {
        public bool IsDown { get; set; }

        public ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default) => new(Answer(true));

        public ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default) => new(Answer(true));

        public ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default) =>
            new(Answer<RoomGrant?>(new RoomGrant(room, userId, DateTimeOffset.UnixEpoch, "", null)));

        public ValueTask<IReadOnlyList<RoomGrantKey>> GrantManyAsync(IReadOnlyList<RoomGrant> grants, CancellationToken cancellationToken = default) =>
            new(Answer<IReadOnlyList<RoomGrantKey>>([]));

        public ValueTask<IReadOnlyList<RoomGrantKey>> RevokeManyAsync(IReadOnlyList<RoomGrantKey> grants, CancellationToken cancellationToken = default) =>
            new(Answer<IReadOnlyList<RoomGrantKey>>([]));

        public ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(
            string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default) => new(Answer<IReadOnlyList<RoomGrant>>([]));

        public ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(
            string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default) => new(Answer<IReadOnlyList<RoomGrant>>([]));

        private T Answer<T>(T answer) =>
            IsDown ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The grants cannot be read; try again.") : answer;
    }
}
