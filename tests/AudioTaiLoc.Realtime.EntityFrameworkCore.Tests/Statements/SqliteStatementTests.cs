using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Statements;

public sealed class SqliteStatementTests : StatementTests
{
    private readonly SqliteFile _file = new();

    protected override int StatementsForThreeChanges => 3;

    // To SQLite, which is in this process, changes go one by one: two events were kept.
    protected override int StatementsToRelay => 3;

    protected override string Explain => "EXPLAIN QUERY PLAN";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync() => new(options => options.UseSqlite(_file.ConnectionString));

    // What a part of the statement itself found is scanned too, and is not a table: it was announced as a co-routine, or is its own list of values.
    protected override bool ReadsWholeTable(string plan) => plan.Split('\n')
        .Where(line => line.StartsWith("SCAN ", StringComparison.Ordinal) && !line.Contains(" CONSTANT ROW", StringComparison.Ordinal) && !line.EndsWith(" VALUES CLAUSE", StringComparison.Ordinal))
        .Any(line => !plan.Contains("CO-ROUTINE " + line.Split(' ')[1], StringComparison.Ordinal));
}
