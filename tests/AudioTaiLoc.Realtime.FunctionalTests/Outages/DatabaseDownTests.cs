using System.Text;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Outages;

/// <summary>A database that goes away under a host with clients of both wires, and comes back.</summary>
public sealed class DatabaseDownTests
{
    private const string Conversation = "conv_789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_stops_takes_nothing_with_it_but_what_needs_it()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        await LiveThroughAsync(await server.CreateDatabaseAsync(), server.StopAsync, server.StartAsync);
    }

    [Fact]
    public async Task A_server_that_hangs_holds_nobody_longer_than_the_stores_timeout()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        await LiveThroughAsync(await server.CreateDatabaseAsync(), server.PauseAsync, server.ResumeAsync);
    }

    private static async Task LiveThroughAsync(string database, Func<Task> goDown, Func<Task> comeBack)
    {
        await using var host = await StoredHost.StartAsync(options => options.UseNpgsql(database));
        await host.Conversations.CreateAsync(Conversation, null, ["user_123", "user_456"], Cancellation);
        await host.Access.GrantManyAsync([new("order:order_123", "user_123"), new("order:order_456", "user_123")], cancellationToken: Cancellation);
        await using var signalR = await Pair.ConnectAsync(host, Wire.SignalR);
        await using var socketIo = await Pair.ConnectAsync(host, Wire.SocketIo);
        Pair[] pairs = [signalR, socketIo];
        await using var reminded = await host.ConnectUserAsync(Wire.SignalR, "user_789");
        await KeepEventsAsync(host);
        await host.Realtime.ScheduleAppointmentReminderAsync(
            new() { BookingId = "booking_456", UserId = "user_789", DueAt = DateTimeOffset.UtcNow.AddSeconds(3) }, Cancellation);
        var due = DateTimeOffset.UtcNow.AddSeconds(3);

        await goDown();
        host.BeImpatient();
        await Task.WhenAll(pairs.Select(pair => pair.IsRefusedButFollowsAsync(host)));
        foreach (var call in HostCalls(host))
        {
            Assert.Equal(RealtimeErrorCodes.Unavailable, (await Assert.ThrowsAsync<RealtimeException>(call)).Code);
        }

        // The reminder has fallen due, and its store was asked for it in vain.
        var failures = 0;
        do
        {
            await host.Log.WaitForAsync(line => line.EventName == "StoreFailed", ++failures);
        }
        while (DateTimeOffset.UtcNow < due);
        await comeBack();
        host.BePatient();

        await Task.WhenAll(pairs.Select(pair => pair.HealsAsync()));
        foreach (var call in HostCalls(host))
        {
            await call();
        }

        await reminded.NextAsync("notification:message");
        Assert.DoesNotContain(await reminded.DrainAsync(), received => received.Name == "notification:message");
        Assert.Equal(1, (await reminded.CallAsync("notification:list")).GetProperty("unreadCount").GetInt32());
        foreach (var pair in pairs)
        {
            await pair.HasHeardAllAsync();
        }
    }

    // Events that a node has stored and not yet passed on when the database goes: nobody wakes the relay for them.
    private static async Task KeepEventsAsync(RealtimeHost host)
    {
        var outbox = (IChatOutbox)host.Services.GetRequiredService<IChatStore>();
        var log = host.Services.GetRequiredService<IEventLog>();
        for (var i = 0; i < 3; i++)
        {
            await outbox.AppendAsync(
                new(Conversation, "user_456", null, "kept", DateTimeOffset.UtcNow),
                log.Epoch,
                message => new(
                    EventKind.Event,
                    EventTarget.Room(RealtimeRooms.Chat(Conversation)),
                    "chat:message",
                    Encoding.UTF8.GetBytes($$"""{"sequence":{{message.Sequence}}}""")),
                Cancellation);
        }
    }

    private static IEnumerable<Func<Task>> HostCalls(RealtimeHost host) =>
    [
        () => host.Access.GrantAsync("order:order_1", "user_1", cancellationToken: Cancellation),
        () => host.Access.RevokeManyAsync([new("order:order_1", "user_1")], Cancellation),
        () => host.Access.ListByRoomAsync("order:order_1", cancellationToken: Cancellation),
        () => host.Realtime.NotifyUserAsync("user_1", new UserNotification { Type = "sale", Message = "Tomorrow" }, Cancellation),
        () => host.Realtime.ScheduleAppointmentReminderAsync(
            new() { BookingId = "booking_1", UserId = "user_1", DueAt = DateTimeOffset.UtcNow.AddDays(1) }, Cancellation),
    ];

    /// <summary>Clients of one wire: one that calls, and one that listens to the conversation.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private readonly Wire _wire;
        private readonly IWireClient _caller;
        private readonly IWireClient _listener;
        private readonly (string Name, object? Payload)[] _calls;
        private readonly string _productId;

        private Pair(Wire wire, IWireClient caller, IWireClient listener, string messageId)
        {
            (_wire, _caller, _listener, _productId) = (wire, caller, listener, "prod_" + wire);
            _calls =
            [
                ("chat:message", new { conversationId = Conversation, message = "while down" }),
                ("chat:history", new { conversationId = Conversation }),
                ("chat:read", new { conversationId = Conversation, messageId }),
                ("chat:delivered", new { messageId }),
                ("chat:edit", new { messageId, message = "edited" }),
                ("chat:conversations", null),
                ("chat:create", new { participants = new[] { "user_456" } }),
                ("chat:participants", new { conversationId = Conversation, add = new[] { "user_" + wire } }),
                ("notification:list", null),
                ("notification:read", new { notificationIds = new[] { "none" } }),
                ("order:subscribe", new { orderId = "order_456" }),
            ];
        }

        public static async Task<Pair> ConnectAsync(RealtimeHost host, Wire wire)
        {
            var caller = await host.ConnectUserAsync(wire, "user_123");
            var listener = await host.ConnectUserAsync(wire, "user_456");
            (await listener.CallAsync("chat:subscribe", new { conversationId = Conversation, since = host.Services.GetRequiredService<IEventLog>().Epoch + "-0" })).IsDone();
            (await caller.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
            var sent = await caller.CallAsync("chat:message", new { conversationId = Conversation, message = "before" });
            return new Pair(wire, caller, listener, sent.Text("id"));
        }

        public async Task IsRefusedButFollowsAsync(RealtimeHost host)
        {
            (await _caller.CallAsync("inventory:subscribe", new { productId = _productId })).IsDone();
            var round = 0;
            foreach (var (name, payload) in _calls)
            {
                var status = $"{_wire} {++round}";
                var pending = CallAsync(_caller, name, payload);
                await host.Realtime.NotifyOrderStatusChangeAsync("order_123", status, cancellationToken: Cancellation);
                await host.Realtime.NotifyStockLevelAsync(_productId, round, cancellationToken: Cancellation);
                string? heard;
                do
                {
                    heard = (await _caller.NextAsync("order:updated")).Text("status");
                }
                while (heard != status);

                var answer = await pending;
                answer.IsRefused("unavailable");
                // The store's own answer; that of a call that ran out of time is another.
                Assert.StartsWith("The database", answer.Text("error"), StringComparison.Ordinal);
            }

            // Who comes now is let in, and may follow what needs no store.
            await using var newcomer = await host.ConnectUserAsync(_wire, "user_new_" + _wire);
            (await newcomer.CallAsync("inventory:subscribe", new { productId = _productId })).IsDone();
            (await newcomer.CallAsync("order:subscribe", new { orderId = "order_456" })).IsRefused("unavailable");
            await host.Realtime.NotifyStockLevelAsync(_productId, 99, cancellationToken: Cancellation);
            Assert.Equal(99, (await newcomer.NextAsync("inventory:updated")).GetProperty("quantity").GetInt32());
        }

        public async Task HealsAsync()
        {
            foreach (var (name, payload) in _calls)
            {
                JsonElement answer;
                do
                {
                    // A connection from before may be found broken only when it is used.
                    answer = await CallAsync(_caller, name, payload);
                }
                while (answer.TryGetProperty("code", out var code) && code.GetString() == "unavailable");
                answer.IsDone();
            }
        }

        /// <summary>What the listener heard is what the history has: once, and in order, up to a last message.</summary>
        public async Task HasHeardAllAsync()
        {
            var last = (await _caller.CallAsync("chat:message", new { conversationId = Conversation, message = "after" })).GetProperty("sequence").GetInt64();
            var heard = new List<long>();
            do
            {
                heard.Add((await _listener.NextAsync("chat:message")).GetProperty("sequence").GetInt64());
            }
            while (heard[^1] < last);
            var history = (await _listener.CallAsync("chat:history", new { conversationId = Conversation, after = 0, limit = 100 })).GetProperty("messages");
            Assert.Equal(
                history.EnumerateArray().Select(message => message.GetProperty("sequence").GetInt64()).Where(sequence => sequence <= last), heard);
        }

        public async ValueTask DisposeAsync()
        {
            await _caller.DisposeAsync();
            await _listener.DisposeAsync();
        }

        private static Task<JsonElement> CallAsync(IWireClient client, string name, object? payload) =>
            payload is null ? client.CallAsync(name) : client.CallAsync(name, payload);
    }
}
