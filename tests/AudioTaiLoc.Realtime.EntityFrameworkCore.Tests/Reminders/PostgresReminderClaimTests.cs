using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Reminders;

/// <summary>Claimers pass over each other's rows instead of waiting for them.</summary>
public sealed class PostgresReminderClaimTests(PostgresServer server)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_another_claimer_holds_is_passed_over_and_not_waited_for()
    {
        var database = await server.CreateDatabaseAsync();
        await using var stores = await CreateAsync(database);
        for (var i = 0; i < 10; i++)
        {
            await stores.Reminders.ScheduleAsync(new($"r{i}", "user_123", Start.AddSeconds(i), "{}"u8.ToArray()), Cancellation);
        }

        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var other = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("SELECT id FROM realtime_reminders ORDER BY due_at LIMIT 4 FOR UPDATE", other, transaction))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        // Waiting for the rows would last until the stores' timeout, and fail.
        var claimed = await stores.Reminders.ClaimDueAsync(Start.AddHours(1), Start.AddHours(2), 3, Cancellation);
        Assert.Equal(["r4", "r5", "r6"], claimed.Select(claim => claim.Reminder.Id));

        await transaction.RollbackAsync(Cancellation);
        var rest = await stores.Reminders.ClaimDueAsync(Start.AddHours(1), Start.AddHours(2), 10, Cancellation);
        Assert.Equal(["r0", "r1", "r2", "r3", "r7", "r8", "r9"], rest.Select(claim => claim.Reminder.Id));
    }

    [Fact]
    public async Task Nodes_that_claim_at_once_share_a_thousand_reminders_without_one_twice()
    {
        var database = await server.CreateDatabaseAsync();
        await using var one = await CreateAsync(database);
        await using var two = await CreateAsync(database);
        await using (var context = await one.Contexts.CreateDbContextAsync(Cancellation))
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO realtime_reminders (id, user_id, due_at, notification_json, attempts, available_at)
                SELECT 'r' || lpad(i::text, 4, '0'), 'user_123', {Start.UtcTicks}, '{"{}"}'::bytea, 0, {Start.UtcTicks} FROM generate_series(0, 999) AS i
                """,
                Cancellation);
        }

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                var own = new List<string>();
                var store = (caller % 2 == 0 ? one : two).Reminders;
                while (await store.ClaimDueAsync(Start, Start.AddMinutes(1), 25, Cancellation) is { Count: > 0 } batch)
                {
                    own.AddRange(batch.Select(claim => claim.Reminder.Id));
                }

                return own;
            },
            Cancellation)));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"r{i:0000}"), claimed.SelectMany(own => own).Order(StringComparer.Ordinal));
    }

    private static Task<TestStores> CreateAsync(string database) => TestStores.CreateAsync(
        options => options.UseNpgsql(database), TimeProvider.System, options => options.Timeout = TimeSpan.FromSeconds(30));
}
