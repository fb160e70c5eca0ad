using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;

/// <summary>Records every statement that EF Core sends, one per round trip.</summary>
internal sealed class StatementRecorder : DbCommandInterceptor
{
    private ConcurrentQueue<RecordedStatement> _statements = new();

    /// <summary>What was sent since the last call.</summary>
    public IReadOnlyList<RecordedStatement> Take() => [.. Interlocked.Exchange(ref _statements, new())];

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        _statements.Enqueue(RecordedStatement.From(command));
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        _statements.Enqueue(RecordedStatement.From(command));
        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        _statements.Enqueue(RecordedStatement.From(command));
        return base.ScalarExecutingAsync(command, eventData, result, cancellationToken);
    }
}
