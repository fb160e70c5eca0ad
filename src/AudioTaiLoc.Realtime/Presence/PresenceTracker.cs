using System.Collections.Concurrent;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>
/// Notes who comes and goes on this node. It remembers its connections, and the ends that the store was not there for: what the store
/// lost or missed is made good when the node renews and reaps.
/// </summary>
internal sealed class PresenceTracker(
    IPresenceStore store, PresenceChanges changes, PresenceTurns turns, RealtimeOptions options, TimeProvider time) : IConnectionObserver
{
    private const int AtOnce = 16;

    private readonly ConcurrentDictionary<string, PresenceLease> _own = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string UserId, string ConnectionId)> _unsaidEnds = new();

    public async ValueTask ConnectedAsync(Connection connection)
    {
        if (connection.UserId is not { } userId)
        {
            return;
        }

        using var turn = await turns.TakeAsync(userId, CancellationToken.None).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var lease = new PresenceLease(connection.LeaseId, userId, options.NodeId, now, now + options.Presence.LeaseDuration);
        try
        {
            await changes.ConnectAsync(lease, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // Also when the store was not there for it: then it is added with the next renewal.
            _own[lease.ConnectionId] = lease;
        }
    }

    public async ValueTask DisconnectedAsync(Connection connection)
    {
        if (connection.UserId is not { } userId)
        {
            return;
        }

        using var turn = await turns.TakeAsync(userId, CancellationToken.None).ConfigureAwait(false);
        var id = connection.LeaseId;
        _own.TryRemove(id, out _);
        await EndAsync(userId, id, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Keeps this node's connections counted, and adds those again that the store no longer has.</summary>
    public async Task RenewAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expiresAt = now + options.Presence.LeaseDuration;
        var held = _own.Count;
        var kept = await store.RenewAsync(options.NodeId, expiresAt, cancellationToken).ConfigureAwait(false);
        // Compared with before and after: connections come and go meanwhile.
        if (kept < held && kept < _own.Count)
        {
            await Parallel.ForEachAsync(_own.Values, AtMost(cancellationToken), (lease, cancellation) =>
                AddAgainAsync(lease with { ExpiresAt = expiresAt }, cancellation)).ConfigureAwait(false);
        }
    }

    /// <summary>Takes offline whose time is over: users of any node, whether it is still there or not.</summary>
    public async Task ReapAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var count = _unsaidEnds.Count; count > 0 && _unsaidEnds.TryDequeue(out var end); count--)
        {
            using var turn = await turns.TakeAsync(end.UserId, cancellationToken).ConfigureAwait(false);
            await EndAsync(end.UserId, end.ConnectionId, cancellationToken).ConfigureAwait(false);
        }

        var due = await store.ReapAsync(now, cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(due, AtMost(cancellationToken), async (userId, cancellation) =>
        {
            using var turn = await turns.TakeAsync(userId, cancellation).ConfigureAwait(false);
            await changes.LeaveAsync(userId, now, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static ParallelOptions AtMost(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    private async ValueTask AddAgainAsync(PresenceLease lease, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(lease.UserId, cancellationToken).ConfigureAwait(false);
        if (_own.ContainsKey(lease.ConnectionId))
        {
            await changes.ConnectAsync(lease, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask EndAsync(string userId, string connectionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            var wasLast = await store.DisconnectAsync(userId, connectionId, now + options.Presence.ReconnectGrace, cancellationToken).ConfigureAwait(false);
            if (wasLast && options.Presence.ReconnectGrace == TimeSpan.Zero)
            {
                await changes.LeaveAsync(userId, now, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // Said again before the next reaping; an end that was said changes nothing then.
            _unsaidEnds.Enqueue((userId, connectionId));
            throw;
        }
    }
}
