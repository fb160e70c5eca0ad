using System.Collections.Concurrent;
using System.Security.Cryptography;
using AudioTaiLoc.Realtime.Redis.Storage;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Presence;

/// <summary>
/// Who is online on all nodes. It remembers the leases that it took, and the ends that it could not pass on: what Redis lost, or was
/// not there for, is made good when the node renews and reaps.
/// </summary>
internal sealed class RedisPresenceStore(RedisConnection redis) : IPresenceStore
{
    private const int BatchSize = 500;

    // A process that takes a dead one's name must not renew its leases.
    private readonly string _life = "\n" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);

    private readonly RedisKey[] _root = [$"{{{redis.Options.KeyPrefix}}}:presence"];
    private readonly ConcurrentDictionary<string, PresenceLease> _leases = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string UserId, string ConnectionId)> _unsaidEnds = new();

    public async ValueTask<bool> ConnectAsync(PresenceLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        _leases[lease.ConnectionId] = lease;
        var answer = await AddAsync(lease, cancellationToken).ConfigureAwait(false);
        if (answer < 0)
        {
            _leases.TryRemove(lease.ConnectionId, out _);
            throw new ArgumentException("The connection is another user's.", nameof(lease));
        }

        return answer == 1;
    }

    public async ValueTask<bool> DisconnectAsync(string userId, string connectionId, CancellationToken cancellationToken = default)
    {
        if (_leases.TryGetValue(connectionId, out var lease) && lease.UserId == userId)
        {
            _leases.TryRemove(connectionId, out _);
        }

        try
        {
            return (await RunAsync(PresenceScripts.Disconnect, [userId, connectionId], cancellationToken).ConfigureAwait(false)).Length > 0;
        }
        catch (RealtimeException)
        {
            _unsaidEnds.Enqueue((userId, connectionId));
            throw;
        }
    }

    public async ValueTask RenewAsync(string nodeId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default)
    {
        var answer = await RunAsync(PresenceScripts.Renew, [nodeId + _life, expiresAt.ToUnixTimeMilliseconds()], cancellationToken).ConfigureAwait(false);
        PresenceLease[] own = [.. _leases.Values.Where(lease => lease.NodeId == nodeId)];
        if ((int)answer[0] >= own.Length)
        {
            return;
        }

        // Redis lost them, or was not there when they began.
        foreach (var lease in own)
        {
            await AddAsync(lease with { ExpiresAt = expiresAt }, cancellationToken).ConfigureAwait(false);
            if (!_leases.ContainsKey(lease.ConnectionId))
            {
                _unsaidEnds.Enqueue((lease.UserId, lease.ConnectionId));
            }
        }
    }

    public async ValueTask<IReadOnlyList<string>> ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        List<string> gone = [];
        while (_unsaidEnds.TryDequeue(out var end))
        {
            // Should it fail again, it is kept again.
            if (await DisconnectAsync(end.UserId, end.ConnectionId, cancellationToken).ConfigureAwait(false))
            {
                gone.Add(end.UserId);
            }
        }

        RedisResult[] answer;
        do
        {
            answer = await RunAsync(PresenceScripts.Reap, [now.ToUnixTimeMilliseconds(), BatchSize], cancellationToken).ConfigureAwait(false);
            gone.AddRange(answer.Skip(1).Select(static user => (string)user!));
        }
        while ((int)answer[0] == BatchSize);

        return gone;
    }

    public async ValueTask<IReadOnlyList<PresenceUser>> ListAsync(CancellationToken cancellationToken = default)
    {
        string[] all = [.. (await RunAsync(PresenceScripts.Users, [], cancellationToken).ConfigureAwait(false)).Select(static user => (string)user!)];
        Array.Sort(all, StringComparer.Ordinal);
        var users = new List<PresenceUser>(all.Length);
        foreach (var batch in all.Chunk(BatchSize))
        {
            var answer = await RunAsync(PresenceScripts.Describe, [.. batch], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
            {
                if ((int)answer[2 * i] is > 0 and var connections)
                {
                    users.Add(new PresenceUser(batch[i], connections, DateTimeOffset.FromUnixTimeMilliseconds((long)answer[(2 * i) + 1])));
                }
            }
        }

        return users;
    }

    public async ValueTask<ClusterStats> GetStatsAsync(CancellationToken cancellationToken = default)
    {
        var answer = await RunAsync(PresenceScripts.Stats, [], cancellationToken).ConfigureAwait(false);
        NodeStats[] nodes = [.. answer.Skip(2).Chunk(2)
            .Select(static pair => (Id: ((string)pair[0]!).Split('\n')[0], Connections: (int)pair[1]))
            .GroupBy(static node => node.Id, static node => node.Connections, StringComparer.Ordinal)
            .Select(static lives => new NodeStats(lives.Key, lives.Sum()))
            .OrderBy(static node => node.NodeId, StringComparer.Ordinal)];
        return new ClusterStats((int)answer[0], (int)answer[1], nodes);
    }

    public async ValueTask<int> SetViewingAsync(string connectionId, string? productId, CancellationToken cancellationToken = default) =>
        (int)(await RunAsync(PresenceScripts.View, [connectionId, productId ?? ""], cancellationToken).ConfigureAwait(false))[0];

    private async Task<int> AddAsync(PresenceLease lease, CancellationToken cancellationToken) => (int)(await RunAsync(
        PresenceScripts.Connect,
        [lease.ConnectionId, lease.UserId, lease.NodeId + _life, lease.ConnectedAt.ToUnixTimeMilliseconds(), lease.ExpiresAt.ToUnixTimeMilliseconds()],
        cancellationToken).ConfigureAwait(false))[0];

    private Task<RedisResult[]> RunAsync(string script, RedisValue[] values, CancellationToken cancellationToken) =>
        redis.RunAsync(script, _root, values, cancellationToken);
}
