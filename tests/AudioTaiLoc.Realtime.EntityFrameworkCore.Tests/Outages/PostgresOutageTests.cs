using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Outages;

/// <summary>A database that is down, comes back, or does not answer.</summary>
public sealed class PostgresOutageTests
{
    private const string User = "user_123";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_unavailable_while_the_server_is_down_and_heal_when_it_is_back()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        var database = await server.CreateDatabaseAsync();
        await using var stores = await TestStores.CreateAsync(options => options.UseNpgsql(database), TimeProvider.System);
        await AppendAsync(stores, "before");

        await server.StopAsync();
        foreach (var call in Calls(stores))
        {
            await AssertUnavailableAsync(call);
        }

        await server.StartAsync();

        // A pooled connection that broke may be handed out once more before the pool knows.
        await Until.TrueAsync("the store takes a message again", async _ => !await IsUnavailableAsync(() => AppendAsync(stores, "after")));

        foreach (var call in Calls(stores))
        {
            await call();
        }

        Assert.Equal(["before", "after"], (await stores.Chat.ReadAsync(new("conv_789", null, 0, 2), Cancellation)).Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task With_the_hosts_retries_a_call_is_unavailable_too()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        var database = await server.CreateDatabaseAsync();
        await using var stores = await TestStores.CreateAsync(
            options => options.UseNpgsql(database, npgsql => npgsql.EnableRetryOnFailure(1, TimeSpan.FromMilliseconds(10), null)), TimeProvider.System);
        await AppendAsync(stores, "before");

        await server.StopAsync();

        await AssertUnavailableAsync(() => AppendAsync(stores, "lost"));
    }

    [Fact]
    public async Task A_call_that_waits_for_a_lock_ends_with_its_timeout()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        var database = await server.CreateDatabaseAsync();
        await using var stores = await TestStores.CreateAsync(
            options => options.UseNpgsql(database), TimeProvider.System, options => options.Timeout = TimeSpan.FromSeconds(5));
        await AppendAsync(stores, "before");
        await using var source = NpgsqlDataSource.Create(database);
        await using var other = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("SELECT 1 FROM realtime_conversations FOR UPDATE", other, transaction))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await AssertUnavailableAsync(() => AppendAsync(stores, "held up"));
        await transaction.RollbackAsync(Cancellation);

        await AppendAsync(stores, "after");
        Assert.Equal(["before", "after"], (await stores.Chat.ReadAsync(new("conv_789", null, 0, 9), Cancellation)).Messages.Select(message => message.Text));
    }

    private static IEnumerable<Func<Task>> Calls(TestStores stores) =>
    [
        () => stores.Chat.CreateAsync(new("conv_new", null, [User], DateTimeOffset.UtcNow), Cancellation).AsTask(),
        () => stores.Chat.FindAsync("conv_789", Cancellation).AsTask(),
        () => stores.Chat.UpdateAsync("conv_789", new() { IsClosed = false }, Cancellation).AsTask(),
        () => stores.Chat.ListAsync(User, 10, Cancellation).AsTask(),
        () => stores.Chat.FindMessageAsync("id", Cancellation).AsTask(),
        () => stores.Chat.ChangeMessageAsync("id", "text", DateTimeOffset.UtcNow, Cancellation).AsTask(),
        () => stores.Chat.ReadAsync(new("conv_789", null, null, 10), Cancellation).AsTask(),
        () => stores.Chat.MarkAsync("conv_789", User, 1, ChatMarkKind.Read, Cancellation).AsTask(),
        () => stores.Grants.GrantAsync(new("order:order_123", User, DateTimeOffset.UtcNow), Cancellation).AsTask(),
        () => stores.Grants.FindAsync("order:order_123", User, Cancellation).AsTask(),
        () => stores.Reminders.ScheduleAsync(new("r1", User, DateTimeOffset.UtcNow, "{}"u8.ToArray()), Cancellation).AsTask(),
        () => stores.Reminders.ClaimDueAsync(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddMinutes(1), 10, Cancellation).AsTask(),
        () => stores.Reminders.FindNextDueAsync(Cancellation).AsTask(),
        () => stores.Inbox.AddAsync(new(Guid.NewGuid().ToString("n"), User, "{}"u8.ToArray(), DateTimeOffset.UtcNow, DateTimeOffset.MaxValue), Cancellation).AsTask(),
        () => stores.Inbox.CountUnreadAsync(User, Cancellation).AsTask(),
    ];

    private static Task<ChatAppendResult> AppendAsync(TestStores stores, string text) =>
        stores.Chat.AppendAsync(new("conv_789", User, null, text, DateTimeOffset.UtcNow), Cancellation).AsTask();

    private static async Task AssertUnavailableAsync(Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<RealtimeException>(call);
        Assert.Equal(RealtimeErrorCodes.Unavailable, exception.Code);
        Assert.NotNull(exception.InnerException);
    }

    private static async Task<bool> IsUnavailableAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.Unavailable)
        {
            return true;
        }
    }
}
