using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Statements;

public sealed class PostgresStatementTests(PostgresServer server) : StatementTests
{
    protected override int StatementsForThreeChanges => 1;

    protected override int StatementsToRelay => 3;

    protected override string Explain => "EXPLAIN";

    protected override string? Prepare => "SET enable_seqscan = off";

    protected override async ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync()
    {
        var database = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(database);
    }

    protected override bool ReadsWholeTable(string plan) => plan.Contains("Seq Scan", StringComparison.Ordinal);
}
