using System.Reflection;
using System.Text;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Outbox;

/// <summary>Conversations that are opened and changed with their access and their events: all of it, or nothing.</summary>
public abstract class ConversationOutboxTests : IAsyncDisposable
{
    private const string Id = "conv_789";
    private const string Room = "chat:" + Id;
    private const string An = "user_123";
    private const string Binh = "user_456";
    private const string Log = "log1";

    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly List<TestStores> _nodes = [];
    private readonly List<string> _appended = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeTimeProvider Time { get; } = new(Start);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_conversation_comes_with_its_grants_and_its_events()
    {
        var node = await CreateAsync();
        var grants = Grants("log1-7", Binh, An);

        Assert.True(await node.Outbox.CreateAsync(
            Of(An, Binh), Log, new([Event("created")]) { Grants = grants }, Cancellation));
        Assert.False(await node.Outbox.CreateAsync(
            Of("user_789"), Log, new([Event("created again")]) { Grants = Grants("log1-8", "user_789") }, Cancellation));

        await AssertAccessAsync(node, An, Binh);
        Assert.Equal(grants[1], await node.Grants.FindAsync(Room, An, Cancellation));
        await RelayAsync(await CreateAsync());
        Assert.Equal(["created"], _appended);
    }

    [Fact]
    public async Task The_store_keeps_the_grants_of_its_own_database_and_no_others()
    {
        var node = await CreateAsync();

        Assert.True(node.Outbox.KeepsGrantsOf(node.Grants));
        Assert.False(node.Outbox.KeepsGrantsOf(DispatchProxy.Create<IRoomGrantStore, ElsewhereKept>()));
    }

    [Fact]
    public async Task A_node_that_dies_after_the_commit_leaves_everything_to_the_next_one()
    {
        var dying = await CreateAsync();
        await dying.Outbox.CreateAsync(Of(An, Binh), Log, new([Event("created")]) { Grants = Grants("log1-1", An, Binh) }, Cancellation);
        await AppendAsync(dying, "before");
        await UpdateAsync(dying, new() { RemoveParticipants = [Binh], AddParticipants = ["user_789"], IsClosed = true });
        await UpdateAsync(dying, new() { IsClosed = false });
        await AppendAsync(dying, "after");
        Assert.Empty(_appended);

        var next = await CreateAsync();
        await AssertAccessAsync(next, An, "user_789");
        await RelayAsync(next);
        await RelayAsync(dying);

        Assert.Equal(["created", "before", "revoke user_456", "user_123 user_789 closed", "user_123 user_789", "after"], _appended);
    }

    [Fact]
    public async Task A_log_that_fails_in_the_middle_gets_each_entry_once_and_in_order()
    {
        var node = await CreateAsync();
        await node.Outbox.CreateAsync(Of(An, Binh), Log, new([Event("created")]) { Grants = Grants("log1-1", An, Binh) }, Cancellation);
        await UpdateAsync(node, new() { RemoveParticipants = [Binh] });

        for (var i = 1; i <= 3; i++)
        {
            var room = i;
            await Assert.ThrowsAsync<RealtimeException>(async () => await node.Outbox.RelayAsync(
                Log,
                DateTimeOffset.UnixEpoch,
                10,
                (each, _) => _appended.Count >= room - 1 ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down") : Append(each),
                Cancellation));
        }

        await RelayAsync(await CreateAsync());
        Assert.Equal(["created", "revoke user_456", "user_123"], _appended);
    }

    [Fact]
    public async Task What_cannot_be_told_is_not_changed()
    {
        var node = await CreateAsync();
        await node.Outbox.CreateAsync(Of(An), Log, new([Event("created")]) { Grants = Grants("log1-1", An) }, Cancellation);

        await Assert.ThrowsAsync<RealtimeException>(async () => await node.Outbox.UpdateAsync(
            Id,
            new() { AddParticipants = [Binh], RemoveParticipants = [An], IsClosed = true },
            Log,
            (_, _) => throw new RealtimeException(RealtimeErrorCodes.TooLarge, "too many"),
            Cancellation));
        Assert.Null(await node.Outbox.UpdateAsync("conv_none", new(), Log, (_, _) => throw new InvalidOperationException(), Cancellation));

        var conversation = await node.Chat.FindAsync(Id, Cancellation);
        Assert.Equal([An], conversation?.Participants);
        Assert.False(conversation?.IsClosed);
        await AssertAccessAsync(node, An);
        await RelayAsync(node);
        Assert.Equal(["created"], _appended);
    }

    [Fact]
    public async Task A_right_that_is_there_keeps_its_beginning_and_one_whose_time_is_over_begins_anew()
    {
        var node = await CreateAsync();
        await node.Grants.GrantAsync(new(Room, An, Start, "log1-1"), Cancellation);
        await node.Grants.GrantAsync(new(Room, Binh, Start, "log1-1", Start.AddMinutes(1)), Cancellation);
        Time.Advance(TimeSpan.FromMinutes(1));

        await node.Outbox.CreateAsync(Of(An, Binh), Log, new([]) { Grants = Grants("log1-9", An, Binh) }, Cancellation);

        Assert.Equal(new(Room, An, Start, "log1-1"), await node.Grants.FindAsync(Room, An, Cancellation));
        Assert.Equal(new(Room, Binh, Time.GetUtcNow(), "log1-9"), await node.Grants.FindAsync(Room, Binh, Cancellation));
    }

    [Fact]
    public async Task A_character_that_not_every_database_can_store_is_refused()
    {
        var node = await CreateAsync();
        await node.Chat.CreateAsync(Of(An), Cancellation);
        var message = (await node.Chat.AppendAsync(new(Id, An, null, "text", Start), Cancellation)).Message!;
        var titled = Of(An) with { Id = "conv_titled", Title = "a\0b" };

        foreach (var call in (Func<Task>[])
        [
            () => node.Chat.CreateAsync(titled, Cancellation).AsTask(),
            () => node.Outbox.CreateAsync(titled, Log, new([]), Cancellation).AsTask(),
            () => node.Chat.AppendAsync(new(Id, An, null, "a\0b", Start), Cancellation).AsTask(),
            () => node.Chat.ChangeMessageAsync(message.Id, "a\0b", Start, Cancellation).AsTask(),
        ])
        {
            Assert.Equal(RealtimeErrorCodes.InvalidPayload, (await Assert.ThrowsAsync<RealtimeException>(call)).Code);
        }

        Assert.Null(await node.Chat.FindAsync(titled.Id, Cancellation));
        Assert.Equal([message], (await node.Chat.ReadAsync(new(Id, null, null, 10), Cancellation)).Messages);
    }

    [Fact]
    public async Task What_is_written_in_an_attachment_or_a_notification_is_stored_whatever_it_is()
    {
        var node = await CreateAsync();
        ChatAttachment[] attachments = [new("/files/1", "a\0b", 1, "image/png")];
        var json = "{\"message\":\"\0\"}"u8.ToArray();

        var sent = await node.Chat.AppendAsync(new(Id, An, null, "text", Start) { Attachments = attachments }, Cancellation);
        await node.Inbox.AddAsync(new("n1", An, json, Start, Start.AddDays(1)), Cancellation);
        await node.Reminders.ScheduleAsync(new("r1", An, Start, json), Cancellation);

        Assert.Equal(attachments, (await node.Chat.FindMessageAsync(sent.Message!.Id, Cancellation))?.Attachments);
        Assert.Equal(json, Assert.Single(await node.Inbox.ListAsync(An, 1, Cancellation)).NotificationJson.ToArray());
        Assert.Equal(json, Assert.Single(await node.Reminders.ClaimDueAsync(Start, Start.AddMinutes(1), 1, Cancellation)).Reminder.NotificationJson.ToArray());
    }

    [Fact]
    public async Task Two_nodes_that_change_one_conversation_at_once_leave_grants_and_participants_the_same()
    {
        const int callers = 6;
        const int each = 10;
        TestStores[] nodes = [await CreateAsync(Patient), await CreateAsync(Patient)];
        await nodes[0].Outbox.CreateAsync(Of(An), Log, new([Event("created")]) { Grants = Grants("log1-1", An) }, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                var random = new Random(caller);
                for (var i = 0; i < each; i++)
                {
                    string[] some = ["user_" + random.Next(8), "user_" + random.Next(8)];
                    await UpdateAsync(nodes[random.Next(2)], random.Next(2) == 0 ? new() { AddParticipants = some } : new() { RemoveParticipants = some });
                    await nodes[random.Next(2)].Outbox.RelayAsync(Log, DateTimeOffset.UnixEpoch, 5, (entry, _) => Append(entry), Cancellation);
                }
            },
            Cancellation)));
        await RelayAsync(nodes[0]);

        var participants = (await nodes[1].Chat.FindAsync(Id, Cancellation))!.Participants;
        await AssertAccessAsync(nodes[1], [.. participants]);
        Assert.Equal(1 + (callers * each), _appended.Count(text => !text.StartsWith("revoke ", StringComparison.Ordinal)));
        Assert.Equal(string.Join(' ', participants), _appended[^1]);
    }

    protected abstract ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync();

    private static void Patient(EntityFrameworkStoreOptions options) => options.Timeout = TimeSpan.FromMinutes(5);

    private static Conversation Of(params string[] participants) => new(Id, null, participants, Start);

    private RoomGrant[] Grants(string after, params string[] userIds) => [.. userIds.Select(userId => new RoomGrant(Room, userId, Time.GetUtcNow(), after))];

    private static RealtimeEvent Event(string text) =>
        new(EventKind.Event, EventTarget.Room(Room), "chat:conversation", Encoding.UTF8.GetBytes(text));

    private static async Task AppendAsync(TestStores node, string text) =>
        await node.Outbox.AppendAsync(new(Id, An, null, text, Start), Log, message => Event(message.Text), Cancellation);

    // As the core does it: first the ends of rights, then what is told.
    private async Task UpdateAsync(TestStores node, ConversationUpdate update) => Assert.NotNull(await node.Outbox.UpdateAsync(
        Id,
        update,
        Log,
        (before, after) => new(
        [
            .. (update.RemoveParticipants ?? []).Distinct().Select(userId => new RealtimeEvent(EventKind.Revoke, EventTarget.Room(Room), userId, default)),
            Event(string.Join(' ', after.Participants) + (after.IsClosed ? " closed" : "")),
        ])
        {
            Grants = Grants("log1-5", [.. after.Participants.Except(before.Participants)]),
        },
        Cancellation));

    private static async Task AssertAccessAsync(TestStores node, params string[] userIds) => Assert.Equal(
        userIds.Order(StringComparer.Ordinal),
        (await node.Grants.ListByRoomAsync(Room, cancellationToken: Cancellation)).Select(grant => grant.UserId).Order(StringComparer.Ordinal));

    private async Task RelayAsync(TestStores node)
    {
        while (await node.Outbox.RelayAsync(Log, DateTimeOffset.UnixEpoch, 100, (entry, _) => Append(entry), Cancellation) > 0)
        {
        }
    }

    private ValueTask Append(RealtimeEvent entry)
    {
        lock (_appended)
        {
            if (entry.Kind == EventKind.Revoke)
            {
                Assert.Equal(EventTarget.Room(Room), entry.Target);
                Assert.True(entry.Payload.IsEmpty);
            }

            _appended.Add(entry.Kind == EventKind.Revoke ? "revoke " + entry.Name : Encoding.UTF8.GetString(entry.Payload.Span));
        }

        return ValueTask.CompletedTask;
    }

    private async Task<TestStores> CreateAsync(Action<EntityFrameworkStoreOptions>? configure = null)
    {
        var node = await TestStores.CreateAsync(await ChooseDatabaseAsync(), Time, configure);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A grant store that is not the database's.</summary>
    protected class ElsewhereKept : DispatchProxy
    {
        /// <inheritdoc />
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
