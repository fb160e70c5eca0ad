using System.Runtime.ExceptionServices;
using System.Text.Json;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>
/// Passes kept events on. The rows are locked while they are appended, in the order in which they leave: another node waits at
/// the first of them and then finds them gone. A node that dies lets go of them with its connection. A log that is slow makes
/// several transactions of one call, so that none is given up with what it has appended.
/// </summary>
internal sealed class OutboxRelaying(RealtimeDatabase database, EntityFrameworkStoreOptions options, TimeProvider time) : IDisposable
{
    // Half of PostgreSQL's patience with a transaction that sends no statement.
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(15);

    // Appended, but perhaps not removed, because the database went away in between: they are not appended again by this node.
    private readonly HashSet<(string ConversationId, long Number)> _appended = [];

    private readonly SemaphoreSlim _turn = new(1, 1);

    public async ValueTask<int> RelayAsync(
        string logEpoch,
        DateTimeOffset orphansBefore,
        int maxCount,
        Func<RealtimeEvent, CancellationToken, ValueTask> append,
        CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var passedOn = 0;
            bool isCutShort;
            do
            {
                var (began, most) = (time.GetTimestamp(), maxCount - passedOn);
                (var count, isCutShort, var failure) = await database.WriteToTheEndAsync(
                    (context, cancellation) => RelayAsync(context, logEpoch, orphansBefore, most, append, began, cancellation), cancellationToken).ConfigureAwait(false);
                _appended.Clear();
                if (failure?.SourceException is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                {
                    throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The event log did not answer in time.", failure.SourceException);
                }

                failure?.Throw();
                passedOn += count;
            }
            while (isCutShort);
            return passedOn;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static RealtimeEvent ToEvent(OutboxRow row) => new(row.Kind, ToTarget(row), row.Name, row.Payload)
    {
        IsVolatile = row.IsVolatile,
        ExceptConnectionId = row.ExceptConnectionId,
    };

    private static EventTarget ToTarget(OutboxRow row) => row.TargetKind switch
    {
        EventTargetKind.Room => EventTarget.Room(row.Target!),
        EventTargetKind.User => EventTarget.User(row.Target!),
        EventTargetKind.Users => EventTarget.Users(JsonSerializer.Deserialize<string[]>(row.Target!)!),
        EventTargetKind.SignedIn => EventTarget.SignedIn,
        _ => EventTarget.Everyone,
    };

    private async Task<(int Count, bool IsCutShort, ExceptionDispatchInfo? Failure)> RelayAsync(
        StoreContext context,
        string logEpoch,
        DateTimeOffset orphansBefore,
        int maxCount,
        Func<RealtimeEvent, CancellationToken, ValueTask> append,
        long began,
        CancellationToken cancellationToken)
    {
        if (context.Kind == DatabaseKind.Postgres)
        {
            // A node that hangs with the rows in its hand is let go by the server, so that another can take them.
            await context.ExecuteAsync(
                "SELECT set_config('idle_in_transaction_session_timeout', {0}, true)", cancellationToken, "30s").ConfigureAwait(false);
        }

        var rows = await context
            .Lock<OutboxRow>(
                "WHERE log = {0} OR number < {1} ORDER BY number, conversation_id LIMIT {2}",
                "FOR UPDATE",
                logEpoch,
                orphansBefore.UtcTicks,
                maxCount)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var (count, isCutShort) = (0, false);
        ExceptionDispatchInfo? failure = null;
        foreach (var row in rows)
        {
            if (!_appended.Contains((row.ConversationId, row.Number)))
            {
                isCutShort = count > 0 && IsLong(time.GetElapsedTime(began));
                if (isCutShort)
                {
                    break;
                }

                try
                {
                    await append(ToEvent(row), cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    // Given to the caller once what went before is removed; also when it is the time that is over.
                    failure = ExceptionDispatchInfo.Capture(exception);
                    break;
                }

                _appended.Add((row.ConversationId, row.Number));
            }

            context.Db.Remove(row);
            count++;
        }

        return (count, isCutShort, failure);
    }

    // What is left of the time limit is for the last append.
    private bool IsLong(TimeSpan elapsed) => elapsed >= options.Timeout / 2 || elapsed >= LongestTransaction;
}
