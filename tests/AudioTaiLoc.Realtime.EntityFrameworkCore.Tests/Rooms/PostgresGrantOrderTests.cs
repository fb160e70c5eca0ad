using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Rooms;

/// <summary>All that changes several grants locks them in one order, also in a database whose language orders them otherwise.</summary>
public sealed class PostgresGrantOrderTests(PostgresServer server)
{
    private const string Conversation = "conv_789";
    private const string Room = "chat:" + Conversation;

    // By bytes the capital comes first, by English rules the small letter does.
    private const string First = "B";
    private const string Second = "a";

    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Grants_are_prolonged_in_the_order_of_their_bytes() =>
        AssertOrderAsync(stores => stores.Grants.GrantManyAsync([new(Room, Second, Start), new(Room, First, Start)], Cancellation).AsTask());

    [Fact]
    public Task Grants_are_revoked_in_the_order_of_their_bytes() =>
        AssertOrderAsync(stores => stores.Grants.RevokeManyAsync([new(Room, Second), new(Room, First)], Cancellation).AsTask());

    [Fact]
    public Task Participants_lose_their_grants_in_the_order_of_their_bytes() => AssertOrderAsync(stores => stores.Outbox.UpdateAsync(
        Conversation, new() { RemoveParticipants = [Second, First] }, "log1", (_, _) => new([Revoke(Second), Revoke(First)]), Cancellation).AsTask());

    private static RealtimeEvent Revoke(string userId) => new(EventKind.Revoke, EventTarget.Room(Room), userId, default);

    private async Task AssertOrderAsync(Func<TestStores, Task> change)
    {
        var database = await server.CreateDatabaseAsync();
        await using var stores = await TestStores.CreateAsync(options => options.UseNpgsql(database), TimeProvider.System);
        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(source, """ALTER TABLE realtime_grants ALTER COLUMN user_id TYPE text COLLATE "en-x-icu" """);
        await stores.Chat.CreateAsync(new(Conversation, null, [First, Second], Start), Cancellation);
        await stores.Grants.GrantManyAsync([new(Room, First, Start), new(Room, Second, Start)], Cancellation);

        await using var other = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand($"SELECT 1 FROM realtime_grants WHERE user_id = '{Second}' FOR UPDATE", other, transaction))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var changing = change(stores);
        while ((long)(await ExecuteAsync(source, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))! == 0)
        {
            Assert.False(changing.IsCompleted);
        }

        // It waits for the second and has the first.
        Assert.Null(await ExecuteAsync(source, $"SELECT 1 FROM realtime_grants WHERE user_id = '{First}' FOR UPDATE SKIP LOCKED"));
        await transaction.RollbackAsync(Cancellation);
        await changing;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
