using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Statements;

/// <summary>
/// Every call of every store: how many statements it sends, the same however much there is (no N+1), each with parameters and
/// along an index. A query that EF Core could only run in the client throws, and fails the test too.
/// </summary>
public abstract class StatementTests : IAsyncDisposable
{
    private const string User = "user_123";

    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly StatementRecorder _recorder = new();
    private readonly FakeTimeProvider _time = new(Start);
    private TestStores? _stores;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How many statements three changed rows are: PostgreSQL takes them at once, SQLite (which is no round trip away) one by one.</summary>
    protected abstract int StatementsForThreeChanges { get; }

    /// <summary>Asks for a plan.</summary>
    protected abstract string Explain { get; }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(40, 20)]
    public async Task Each_call_sends_as_many_statements_as_it_must_whatever_there_is(int conversations, int participants)
    {
        var stores = await FillAsync(conversations, participants);
        var changes = StatementsForThreeChanges;
        var message = (await stores.Chat.ReadAsync(new("conv_1", null, null, 1), Cancellation)).Messages[0];
        _recorder.Take();

        await ExpectAsync(2, () => stores.Chat.ListAsync(User, 100, Cancellation));
        await ExpectAsync(2, () => stores.Chat.FindAsync("conv_1", Cancellation));
        await ExpectAsync(1, () => stores.Chat.FindMessageAsync(message.Id, Cancellation));
        await ExpectAsync(2, () => stores.Chat.ReadAsync(new("conv_1", 5, null, 50), Cancellation));
        await ExpectAsync(2, () => stores.Chat.ReadAsync(new("conv_1", null, 1, 50), Cancellation));
        await ExpectAsync(3 + changes, () => stores.Chat.AppendAsync(new("conv_1", User, null, "again", Start, "k-new"), Cancellation));
        await ExpectAsync(2, () => stores.Chat.AppendAsync(new("conv_1", User, null, "again", Start, "k-new"), Cancellation));
        await ExpectAsync(4, () => stores.Chat.MarkAsync("conv_1", User, 1, ChatMarkKind.Read, Cancellation));
        await ExpectAsync(2, () => stores.Chat.MarkAsync("conv_1", User, 1, ChatMarkKind.Read, Cancellation));
        await ExpectAsync(3, () => stores.Chat.MarkAsync("conv_1", User, 99, ChatMarkKind.Read, Cancellation));
        await ExpectAsync(4, () => stores.Chat.ChangeMessageAsync(message.Id, "edited", Start, Cancellation));
        await ExpectAsync(5 + changes, () => stores.Chat.ChangeMessageAsync(message.Id, null, Start, Cancellation));
        await ExpectAsync(3, () => stores.Chat.UpdateAsync("conv_1", new() { IsClosed = true }, Cancellation));
        var revoke = new RealtimeEvent(EventKind.Revoke, EventTarget.Room("chat:conv_1"), "user_other_1", default);
        RoomGrant[] grants = [.. Enumerable.Range(1, participants).Select(i => new RoomGrant("chat:conv_1", "user_" + i, Start))];
        await ExpectAsync(3 + changes, () => stores.Outbox.CreateAsync(new("conv_new", null, [User], Start), "log1", new([revoke]), Cancellation));
        await ExpectAsync(4 + changes, () => stores.Outbox.UpdateAsync(
            "conv_1", new() { RemoveParticipants = ["user_other_1"] }, "log1", (_, _) => new([revoke]) { Grants = grants }, Cancellation));
        await ExpectAsync(StatementsToRelay, () => stores.Outbox.RelayAsync("log1", Start.AddDays(-1), 200, (_, _) => ValueTask.CompletedTask, Cancellation), readsAnIndexFromItsEnd: true);

        await ExpectAsync(1, () => stores.Grants.FindAsync("order:order_1", User, Cancellation));
        await ExpectAsync(1, () => stores.Grants.ListByRoomAsync("order:order_1", null, 100, Cancellation));
        await ExpectAsync(1, () => stores.Grants.ListByRoomAsync("order:order_1", "user_1", 100, Cancellation));
        await ExpectAsync(1, () => stores.Grants.ListByUserAsync(User, null, 100, Cancellation));
        await ExpectAsync(1, () => stores.Grants.ListByUserAsync(User, "order:order_1", 100, Cancellation));
        await ExpectAsync(1, () => stores.Grants.GrantAsync(new("order:order_new", User, Start), Cancellation));
        await ExpectAsync(2, () => stores.Grants.GrantAsync(new("order:order_new", User, Start), Cancellation));
        await ExpectAsync(1, () => stores.Grants.RevokeAsync("order:order_new", User, Cancellation));
        RoomGrant[] many = [.. Enumerable.Range(1, participants).Select(i => new RoomGrant("order:order_many", "user_many_" + i, Start))];
        await ExpectAsync(1, () => stores.Grants.GrantManyAsync(many, Cancellation));
        await ExpectAsync(2, () => stores.Grants.GrantManyAsync([.. many, new("order:order_more", User, Start)], Cancellation));
        await ExpectAsync(2, () => stores.Grants.RevokeManyAsync([.. many.Select(grant => new RoomGrantKey(grant.Room, grant.UserId))], Cancellation));
        // The sweep of what is over: a look, and a removal when there is something.
        await ExpectAsync(2, () => stores.Grants.GrantAsync(new("order:order_end", User, Start, null, _time.GetUtcNow().AddMinutes(1)), Cancellation), before: time => time.Advance(TimeSpan.FromMinutes(2)));
        await ExpectAsync(3, () => stores.Grants.GrantAsync(new("order:order_last", User, Start), Cancellation), before: time => time.Advance(TimeSpan.FromMinutes(2)));

        await ExpectAsync(1, async () =>
        {
            await stores.Reminders.ScheduleAsync(new("r-new", User, Start.AddDays(1), "{}"u8.ToArray()), Cancellation);
            return 0;
        });
        IReadOnlyList<ReminderClaim> claims = [];
        await ExpectAsync(2, async () => claims = await stores.Reminders.ClaimDueAsync(_time.GetUtcNow(), _time.GetUtcNow().AddMinutes(1), 50, Cancellation));
        await ExpectAsync(1, () => stores.Reminders.FindNextDueAsync(Cancellation), readsAnIndexFromItsEnd: true);
        await ExpectAsync(1, () => stores.Reminders.CancelAsync("r-new", Cancellation));
        await ExpectAsync(1, () => stores.Reminders.RetryAsync(claims[0], Start, Cancellation));
        await ExpectAsync(1, () => stores.Reminders.CompleteAsync(claims[1], Cancellation));

        await ExpectAsync(3, async () =>
        {
            await stores.Inbox.AddAsync(new("n-new", User, "{}"u8.ToArray(), Start, Start.AddDays(1)), Cancellation);
            return 0;
        }, before: time => time.Advance(TimeSpan.FromMinutes(2)));
        InboxNotification[] notifications = [.. Enumerable.Range(0, participants).Select(i => new InboxNotification("n-many", $"user_{i}23", "{}"u8.ToArray(), Start, Start.AddDays(1)))];
        await ExpectAsync(2, async () =>
        {
            await stores.Inbox.AddManyAsync(notifications, Cancellation);
            return 0;
        });
        await ExpectAsync(1, () => stores.Inbox.ListAsync(User, 50, Cancellation));
        await ExpectAsync(1, () => stores.Inbox.CountUnreadAsync(User, Cancellation));
        await ExpectAsync(1, async () =>
        {
            await stores.Inbox.MarkReadAsync(User, ["n-1", "n-2"], Cancellation);
            return 0;
        });
    }

    protected abstract ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync();

    /// <summary>What passes on the two events that were kept.</summary>
    protected abstract int StatementsToRelay { get; }

    /// <summary>True for a plan that reads a whole table.</summary>
    protected abstract bool ReadsWholeTable(string plan);

    /// <summary>Makes the planner choose an index wherever there is one, however small the tables are.</summary>
    protected virtual string? Prepare => null;

    private async Task<TestStores> FillAsync(int conversations, int participants)
    {
        var choose = await ChooseDatabaseAsync();
        _stores = await TestStores.CreateAsync(
            options =>
            {
                choose(options);
                options.AddInterceptors(_recorder);
            },
            _time);
        string[] others = [.. Enumerable.Range(1, participants - 1).Select(i => "user_other_" + i)];
        for (var i = 1; i <= conversations; i++)
        {
            await _stores.Chat.CreateAsync(new("conv_" + i, null, [User, .. others], Start), Cancellation);
            await _stores.Chat.AppendAsync(new("conv_" + i, others[0], null, "text", Start.AddSeconds(i), "k1"), Cancellation);
            await _stores.Chat.AppendAsync(new("conv_" + i, User, null, "text", Start.AddSeconds(i), "k1"), Cancellation);
            await _stores.Chat.AppendAsync(new("conv_" + i, others[0], null, "text", Start.AddSeconds(i), "k2"), Cancellation);
            await _stores.Grants.GrantAsync(new("order:order_" + i, User, Start), Cancellation);
            await _stores.Reminders.ScheduleAsync(new("r-" + i, User, Start, "{}"u8.ToArray()), Cancellation);
            await _stores.Inbox.AddAsync(new("n-" + i, User, "{}"u8.ToArray(), Start, Start.AddDays(1)), Cancellation);
        }

        return _stores;
    }

    private async Task ExpectAsync<TResult>(
        int statements, Func<ValueTask<TResult>> call, bool readsAnIndexFromItsEnd = false, Action<FakeTimeProvider>? before = null,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(call))] string what = "")
    {
        before?.Invoke(_time);
        await call();

        var sent = _recorder.Take();
        Assert.True(statements == sent.Count, $"{what}: {sent.Count} statements instead of {statements}:\n{string.Join("\n\n", sent.Select(each => each.Text))}");
        Assert.All(sent, statement =>
        {
            Assert.True(statement.Parameters.Count > 0 || readsAnIndexFromItsEnd, $"{what} has no parameters:\n{statement.Text}");
            Assert.DoesNotContain("conv_1", statement.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(User, statement.Text, StringComparison.Ordinal);
        });
        await using var context = await _stores!.Contexts.CreateDbContextAsync(Cancellation);
        await context.Database.OpenConnectionAsync(Cancellation);
        var connection = context.Database.GetDbConnection();
        if (Prepare is not null)
        {
            await using var prepare = connection.CreateCommand();
            prepare.CommandText = Prepare;
            await prepare.ExecuteNonQueryAsync(Cancellation);
        }

        foreach (var statement in sent.Where(each => !readsAnIndexFromItsEnd && !each.Text.Contains(";\n", StringComparison.Ordinal)))
        {
            var plan = await statement.ExplainAsync(connection, Explain);
            Assert.False(ReadsWholeTable(plan), $"{what}:\n{statement.Text}\n{plan}");
        }
    }
}
