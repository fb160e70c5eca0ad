using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Outbox;

public sealed class PostgresOutboxTests(PostgresServer server) : OutboxTests
{
    private string? _database;

    [Fact]
    public async Task A_node_that_dies_while_it_relays_loses_nothing_and_the_next_one_keeps_the_order()
    {
        var choose = await ChooseDatabaseAsync();
        await using var dying = await TestStores.CreateAsync(choose, TimeProvider.System);
        await using var next = await TestStores.CreateAsync(choose, TimeProvider.System);
        foreach (var text in (string[])["a", "b", "c"])
        {
            await AppendAsync(dying.Outbox, text);
        }

        var appended = new List<string>();

        // Its connection dies as its process would: after an append, before the removal.
        await Assert.ThrowsAsync<RealtimeException>(async () => await dying.Outbox.RelayAsync(
            "log1",
            DateTimeOffset.UnixEpoch,
            10,
            async (each, cancellation) =>
            {
                appended.Add(TextOf(each));
                if (appended.Count == 2)
                {
                    await KillOthersAsync(cancellation);
                }
            },
            Cancellation));
        await next.Outbox.RelayAsync("log1", DateTimeOffset.UnixEpoch, 10, (each, _) => { appended.Add(TextOf(each)); return default; }, Cancellation);

        // What was appended but not removed comes again, with the same sequence; nothing is missing and nothing overtakes.
        Assert.Equal(["1 a", "2 b", "3 c", "1 a", "2 b", "3 c"], appended);
    }

    [Fact]
    public async Task A_node_that_lives_through_the_outage_does_not_append_again()
    {
        await using var node = await TestStores.CreateAsync(await ChooseDatabaseAsync(), TimeProvider.System);
        foreach (var text in (string[])["a", "b", "c"])
        {
            await AppendAsync(node.Outbox, text);
        }

        var appended = new List<string>();
        await Assert.ThrowsAsync<RealtimeException>(async () => await node.Outbox.RelayAsync(
            "log1",
            DateTimeOffset.UnixEpoch,
            2,
            async (each, cancellation) =>
            {
                appended.Add(TextOf(each));
                await KillOthersAsync(cancellation);
            },
            Cancellation));
        await node.Outbox.RelayAsync("log1", DateTimeOffset.UnixEpoch, 10, (each, _) => { appended.Add(TextOf(each)); return default; }, Cancellation);

        Assert.Equal(["1 a", "2 b", "3 c"], appended);
    }

    protected override async ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync()
    {
        var database = _database ??= await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(database);
    }

    private async Task KillOthersAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(_database + ";Pooling=false");
        await using var command = source.CreateCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
