using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

/// <summary>Runs the stores' reads and writes: a context each, writes in a transaction, answered within the time limit, outages told as such.</summary>
internal abstract class RealtimeDatabase(EntityFrameworkStoreOptions options, TimeProvider time) : IDisposable
{
    // SQLite has one writer at a time. Those of this process wait here, in turn, rather than in SQLite, which would poll on a thread each.
    private readonly SemaphoreSlim _sqliteWriter = new(1, 1);

    /// <summary>Runs statements that change nothing, or one alone that does.</summary>
    public Task<TResult> ReadAsync<TResult>(Func<StoreContext, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        RunAsync(
            async (context, cancellation) =>
            {
                var strategy = context.Db.Database.CreateExecutionStrategy();
                return await strategy.ExecuteAsync(cancellation, token => work(context, token)).ConfigureAwait(false);
            },
            waitsForEnd: false,
            cancellationToken);

    /// <summary>Runs statements as one transaction; it may be run again as a whole when the host's execution strategy says so.</summary>
    public Task<TResult> WriteAsync<TResult>(Func<StoreContext, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, waitsForEnd: false, cancellationToken);

    /// <summary>
    /// As <see cref="WriteAsync{TResult}(Func{StoreContext, CancellationToken, Task{TResult}}, CancellationToken)"/>, for work that
    /// does something outside the database too: it is asked to end at the time limit, and returns only when it has ended. What it
    /// has changed then is stored all the same, for which there is as much time again.
    /// </summary>
    public Task<TResult> WriteToTheEndAsync<TResult>(Func<StoreContext, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, waitsForEnd: true, cancellationToken);

    public void Dispose() => _sqliteWriter.Dispose();

    protected abstract ValueTask<DbContext> CreateContextAsync(CancellationToken cancellationToken);

    private Task<TResult> WriteAsync<TResult>(
        Func<StoreContext, CancellationToken, Task<TResult>> work, bool waitsForEnd, CancellationToken cancellationToken) =>
        RunAsync(
            async (context, cancellation) =>
            {
                if (context.Kind != DatabaseKind.Sqlite)
                {
                    return await TransactAsync(context, work, waitsForEnd, cancellation).ConfigureAwait(false);
                }

                await _sqliteWriter.WaitAsync(cancellation).ConfigureAwait(false);
                try
                {
                    return await TransactAsync(context, work, waitsForEnd, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    _sqliteWriter.Release();
                }
            },
            waitsForEnd,
            cancellationToken);

    private Task<TResult> TransactAsync<TResult>(
        StoreContext context, Func<StoreContext, CancellationToken, Task<TResult>> work, bool waitsForEnd, CancellationToken cancellationToken)
    {
        var strategy = context.Db.Database.CreateExecutionStrategy();
        return strategy.ExecuteAsync(
            cancellationToken,
            async token =>
            {
                context.Db.ChangeTracker.Clear();
                var transaction = await context.Db.Database.BeginTransactionAsync(token).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var result = await work(context, token).ConfigureAwait(false);
                    await (waitsForEnd ? StoreAsync(context, transaction) : transaction.CommitAsync(token)).ConfigureAwait(false);
                    return result;
                }
            });
    }

    private async Task StoreAsync(StoreContext context, IDbContextTransaction transaction)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        await context.Db.SaveChangesAsync(limit.Token).ConfigureAwait(false);
        await transaction.CommitAsync(limit.Token).ConfigureAwait(false);
    }

    // The caller is answered when the time is over, whatever the driver does: one whose server hangs may take longer to give
    // up. What it was doing ends by itself then, and nobody looks at it.
    private async Task<TResult> RunAsync<TResult>(
        Func<StoreContext, CancellationToken, Task<TResult>> work, bool waitsForEnd, CancellationToken cancellationToken)
    {
        var limit = new CancellationTokenSource(options.Timeout, time);
        var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var token = either.Token;
        var running = WorkAsync(work, token);
        _ = running.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                either.Dispose();
                limit.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            return await (waitsForEnd ? running : running.WaitAsync(token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The database did not answer in time.", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (limit.IsCancellationRequested || StoreFault.IsOutage(exception)))
        {
            throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The database cannot be reached.", exception);
        }
    }

    private async Task<TResult> WorkAsync<TResult>(Func<StoreContext, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var db = await CreateContextAsync(cancellationToken).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            db.Database.SetCommandTimeout(options.Timeout);
            // A transaction here is given up as a whole; savepoints would only cost a round trip each.
            db.Database.AutoSavepointsEnabled = false;
            var context = new StoreContext(db);
            // SQLite works, and waits for locks, on the thread that asks: not on the caller's, which has others to serve.
            return await (context.Kind == DatabaseKind.Sqlite
                ? Task.Run(() => work(context, cancellationToken), cancellationToken)
                : work(context, cancellationToken)).ConfigureAwait(false);
        }
    }
}
