using System.Text;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Outbox;

/// <summary>Events that are stored with the change that caused them, and how they leave.</summary>
public abstract class OutboxTests : IAsyncDisposable
{
    private const string Id = "conv_789";
    private const string An = "user_123";
    private const string Log = "log1";

    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly List<string> _appended = [];
    private TestStores? _stores;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeTimeProvider Time { get; } = new(Start);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }
    }

    [Fact]
    public async Task Events_leave_once_in_the_order_of_the_changes_as_they_were_made()
    {
        var outbox = (await CreateAsync()).Outbox;
        var first = (await AppendAsync(outbox, "a")).Message!;
        await AppendAsync(outbox, "b");
        await outbox.ChangeMessageAsync(first.Id, "edited", Start, Log, message => Event("edited " + message.Text), Cancellation);
        await outbox.MarkAsync(Id, "user_456", 2, ChatMarkKind.Read, Log, () => Event("read"), Cancellation);
        RealtimeEvent? kept = null;

        Assert.Equal(4, await outbox.RelayAsync(Log, Start.AddDays(-1), 10, (each, _) => { kept ??= each; return Append(each); }, Cancellation));
        Assert.Equal(0, await RelayAsync(outbox));

        Assert.Equal(["1 a", "2 b", "edited edited", "read"], _appended);
        Assert.Equal("chat:message", kept?.Name);
        Assert.Equal(EventTarget.Room("chat:" + Id), kept?.Target);
        Assert.Equal("""{"text":"1 a"}""", Encoding.UTF8.GetString(kept!.Value.Payload.Span));
        Assert.Equal("connection_1", kept.Value.ExceptConnectionId);
        Assert.False(kept.Value.IsVolatile);
    }

    [Fact]
    public async Task What_changes_nothing_has_no_event()
    {
        var outbox = (await CreateAsync()).Outbox;
        var message = (await AppendAsync(outbox, "a", "k1")).Message!;
        await AppendAsync(outbox, "a", "k1");
        await AppendAsync(outbox, "b", "k1");
        await outbox.MarkAsync(Id, An, 1, ChatMarkKind.Delivered, Log, () => Event("delivered"), Cancellation);
        await outbox.MarkAsync(Id, An, 1, ChatMarkKind.Delivered, Log, () => Event("delivered again"), Cancellation);
        await outbox.ChangeMessageAsync(message.Id, null, Start, Log, _ => Event("deleted"), Cancellation);
        await outbox.ChangeMessageAsync(message.Id, null, Start, Log, _ => Event("deleted again"), Cancellation);
        await outbox.ChangeMessageAsync("none", "text", Start, Log, _ => Event("nothing"), Cancellation);
        await _stores!.Chat.UpdateAsync(Id, new() { IsClosed = true }, Cancellation);
        await AppendAsync(outbox, "c");

        await RelayAsync(outbox);

        Assert.Equal(["1 a", "delivered", "deleted"], _appended);
    }

    [Fact]
    public async Task An_event_that_cannot_be_made_takes_its_change_with_it()
    {
        var stores = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await stores.Outbox.AppendAsync(
            new(Id, An, null, "too large", Start), Log, _ => throw new ArgumentException("too large"), Cancellation));

        Assert.Empty((await stores.Chat.ReadAsync(new(Id, null, null, 10), Cancellation)).Messages);
        await AppendAsync(stores.Outbox, "a");
        await RelayAsync(stores.Outbox);
        Assert.Equal(["1 a"], _appended);
    }

    [Fact]
    public async Task A_log_that_fails_keeps_the_rest_for_later()
    {
        var outbox = (await CreateAsync()).Outbox;
        foreach (var text in (string[])["a", "b", "c"])
        {
            await AppendAsync(outbox, text);
        }

        await Assert.ThrowsAsync<RealtimeException>(async () => await outbox.RelayAsync(
            Log,
            Start.AddDays(-1),
            10,
            (each, _) => _appended.Count == 1 ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down") : Append(each),
            Cancellation));
        await RelayAsync(outbox);

        Assert.Equal(["1 a", "2 b", "3 c"], _appended);
    }

    [Fact]
    public async Task What_a_slow_log_has_taken_is_removed_before_the_time_is_over()
    {
        var stores = await CreateAsync();
        foreach (var text in (string[])["a", "b", "c", "d", "e"])
        {
            await AppendAsync(stores.Outbox, text);
        }

        var removed = new List<int>();

        // Three seconds for each, of the ten that a call to the store has.
        var passedOn = await stores.Outbox.RelayAsync(
            Log,
            Start.AddDays(-1),
            4,
            async (each, _) =>
            {
                removed.Add(5 - await CountAsync(stores));
                Time.Advance(TimeSpan.FromSeconds(3));
                await Append(each);
            },
            Cancellation);

        Assert.Equal(4, passedOn);
        Assert.Equal(["1 a", "2 b", "3 c", "4 d"], _appended);
        Assert.Equal([0, 0, 2, 2], removed);
        Assert.Equal(1, await CountAsync(stores));
    }

    [Fact]
    public async Task A_log_that_hangs_until_the_time_is_over_keeps_the_rest_for_later_and_another_node_repeats_nothing()
    {
        var stores = await CreateAsync();
        await using var other = await TestStores.CreateAsync(await ChooseDatabaseAsync(), Time);
        foreach (var text in (string[])["a", "b", "c"])
        {
            await AppendAsync(stores.Outbox, text);
        }

        var exception = await Assert.ThrowsAsync<RealtimeException>(async () => await stores.Outbox.RelayAsync(
            Log,
            Start.AddDays(-1),
            10,
            (each, cancellation) =>
            {
                if (_appended.Count == 2)
                {
                    Time.Advance(TimeSpan.FromSeconds(10));
                    cancellation.ThrowIfCancellationRequested();
                }

                return Append(each);
            },
            Cancellation));
        Assert.Equal(RealtimeErrorCodes.Unavailable, exception.Code);
        Assert.Equal(1, await RelayAsync(other.Outbox));

        Assert.Equal(["1 a", "2 b", "3 c"], _appended);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_its_cancellation_and_what_was_appended_is_removed()
    {
        var stores = await CreateAsync();
        await AppendAsync(stores.Outbox, "a");
        await AppendAsync(stores.Outbox, "b");
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stores.Outbox.RelayAsync(
            Log,
            Start.AddDays(-1),
            10,
            async (each, cancellation) =>
            {
                if (_appended.Count == 1)
                {
                    await caller.CancelAsync();
                    cancellation.ThrowIfCancellationRequested();
                }

                await Append(each);
            },
            caller.Token));

        Assert.Equal(1, await CountAsync(stores));
    }

    [Fact]
    public async Task No_more_leave_than_asked_for()
    {
        var outbox = (await CreateAsync()).Outbox;
        foreach (var text in (string[])["a", "b", "c"])
        {
            await AppendAsync(outbox, text);
        }

        Assert.Equal(2, await outbox.RelayAsync(Log, Start.AddDays(-1), 2, (each, _) => Append(each), Cancellation));
        Assert.Equal(["1 a", "2 b"], _appended);
        Assert.Equal(1, await outbox.RelayAsync(Log, Start.AddDays(-1), 2, (each, _) => Append(each), Cancellation));
    }

    [Fact]
    public async Task Events_for_another_log_wait_for_it_until_it_is_given_up()
    {
        var outbox = (await CreateAsync()).Outbox;
        await AppendAsync(outbox, "a");

        Assert.Equal(0, await outbox.RelayAsync("log2", Start, 10, (each, _) => Append(each), Cancellation));
        Assert.Equal(1, await outbox.RelayAsync("log2", Start.AddMinutes(1), 10, (each, _) => Append(each), Cancellation));
        Assert.Equal(["1 a"], _appended);
    }

    [Fact]
    public async Task A_clock_that_goes_back_changes_no_order()
    {
        var outbox = (await CreateAsync()).Outbox;
        await AppendAsync(outbox, "a");
        await using var behind = await TestStores.CreateAsync(await ChooseDatabaseAsync(), new FakeTimeProvider(Start.AddHours(-1)));
        await AppendAsync(behind.Outbox, "b");
        await AppendAsync(outbox, "c");

        await RelayAsync(outbox);

        Assert.Equal(["1 a", "2 b", "3 c"], _appended);
    }

    [Fact]
    public async Task Two_nodes_that_send_and_relay_at_once_append_each_event_once_in_order()
    {
        const int senders = 8;
        const int each = 40;
        var choose = await ChooseDatabaseAsync();
        _stores = await TestStores.CreateAsync(choose, TimeProvider.System, Patient);
        await using var other = await TestStores.CreateAsync(choose, TimeProvider.System, Patient);
        IChatOutbox[] nodes = [_stores.Outbox, other.Outbox];

        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(
            async () =>
            {
                for (var i = 0; i < each; i++)
                {
                    var node = nodes[(sender + i) % 2];
                    await node.AppendAsync(
                        new($"conv_{sender % 3}", "user_" + sender, null, "text", DateTimeOffset.UtcNow),
                        Log,
                        message => Event($"{message.ConversationId} {message.Sequence}"),
                        Cancellation);
                    await node.RelayAsync(Log, DateTimeOffset.UnixEpoch, 5, (each, _) => Append(each), Cancellation);
                }
            },
            Cancellation)));
        while (await RelayAsync(other.Outbox) > 0)
        {
        }

        Assert.Equal(senders * each, _appended.Count);
        Assert.All(_appended.GroupBy(text => text.Split(' ')[0]), conversation => Assert.Equal(
            Enumerable.Range(1, conversation.Count()).Select(sequence => $"{conversation.Key} {sequence}"), conversation));
    }

    protected abstract ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync();

    protected static RealtimeEvent Event(string text) =>
        new(EventKind.Event, EventTarget.Room("chat:" + Id), "chat:message", Encoding.UTF8.GetBytes($$"""{"text":"{{text}}"}"""))
        {
            ExceptConnectionId = "connection_1",
        };

    protected static ValueTask<ChatAppendResult> AppendAsync(IChatOutbox outbox, string text, string? key = null) => outbox.AppendAsync(
        new(Id, An, null, text, Start, key), Log, message => Event($"{message.Sequence} {message.Text}"), Cancellation);

    protected static string TextOf(RealtimeEvent realtimeEvent) => Encoding.UTF8.GetString(realtimeEvent.Payload.Span)[9..^2];

    private static void Patient(EntityFrameworkStoreOptions options) => options.Timeout = TimeSpan.FromMinutes(5);

    private static async Task<int> CountAsync(TestStores stores)
    {
        await using var context = await stores.Contexts.CreateDbContextAsync(Cancellation);
        return await context.Set<OutboxRow>().CountAsync(Cancellation);
    }

    private ValueTask<int> RelayAsync(IChatOutbox outbox) =>
        outbox.RelayAsync(Log, DateTimeOffset.UnixEpoch, 100, (each, _) => Append(each), Cancellation);

    private ValueTask Append(RealtimeEvent realtimeEvent)
    {
        lock (_appended)
        {
            _appended.Add(TextOf(realtimeEvent));
        }

        return ValueTask.CompletedTask;
    }

    private async Task<TestStores> CreateAsync() => _stores = await TestStores.CreateAsync(await ChooseDatabaseAsync(), Time);
}
