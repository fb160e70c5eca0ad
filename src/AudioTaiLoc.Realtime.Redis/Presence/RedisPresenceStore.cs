using System.Security.Cryptography;
using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Storage;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Presence;

/// <summary>Who is online on all nodes, beside the event log: who comes or goes is told in the same step.</summary>
internal sealed class RedisPresenceStore(RedisConnection redis, RedisEventLog eventLog) : IPresenceStore, IPresenceEvents
{
    private const int BatchSize = 500;

    // A process that takes a dead one's name must not renew its leases.
    private readonly string _life = "\n" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);

    private readonly RedisKey[] _root = [$"{{{redis.Options.KeyPrefix}}}:presence"];

    public bool AppendsTo(IEventLog log) => log == eventLog;

    public async ValueTask<bool> ConnectAsync(PresenceLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return HasCome((await RunAsync(PresenceScripts.Connect, ToValues(lease), cancellationToken).ConfigureAwait(false))[0]);
    }

    public async ValueTask<bool> ConnectAsync(PresenceLease lease, RealtimeEvent online, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return HasCome((await eventLog.AppendWithAsync(
            PresenceScripts.ConnectAndTell, online, _root, ToValues(lease), cancellationToken).ConfigureAwait(false))[3]);
    }

    public async ValueTask<bool> DisconnectAsync(
        string userId, string connectionId, DateTimeOffset onlineUntil, CancellationToken cancellationToken = default) => (int)(await RunAsync(
            PresenceScripts.Disconnect, [userId, connectionId, onlineUntil.ToUnixTimeMilliseconds()], cancellationToken).ConfigureAwait(false))[0] == 1;

    public async ValueTask<int> RenewAsync(string nodeId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default) => (int)(await RunAsync(
        PresenceScripts.Renew, [nodeId + _life, expiresAt.ToUnixTimeMilliseconds()], cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<string>> ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        RedisResult[] answer;
        do
        {
            answer = await RunAsync(PresenceScripts.Reap, [now.ToUnixTimeMilliseconds(), BatchSize], cancellationToken).ConfigureAwait(false);
        }
        while ((int)answer[0] == BatchSize);

        return [.. answer.Skip(1).Select(static user => (string)user!)];
    }

    public async ValueTask<bool> LeaveAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken = default) => (int)(await RunAsync(
        PresenceScripts.Leave, [userId, now.ToUnixTimeMilliseconds()], cancellationToken).ConfigureAwait(false))[0] == 1;

    public async ValueTask<bool> LeaveAsync(
        string userId, DateTimeOffset now, RealtimeEvent offline, CancellationToken cancellationToken = default) => (int)(await eventLog.AppendWithAsync(
            PresenceScripts.LeaveAndTell, offline, _root, [userId, now.ToUnixTimeMilliseconds()], cancellationToken).ConfigureAwait(false))[3] == 1;

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
                // Who went between the two looks is left out.
                if ((int)answer[3 * i] == 1)
                {
                    users.Add(new PresenceUser(
                        batch[i], (int)answer[(3 * i) + 1], DateTimeOffset.FromUnixTimeMilliseconds((long)answer[(3 * i) + 2])));
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

    private static bool HasCome(RedisResult answer) =>
        (int)answer >= 0 ? (int)answer == 1 : throw new ArgumentException("The connection is another user's.");

    private RedisValue[] ToValues(PresenceLease lease) =>
        [lease.ConnectionId, lease.UserId, lease.NodeId + _life, lease.ConnectedAt.ToUnixTimeMilliseconds(), lease.ExpiresAt.ToUnixTimeMilliseconds()];

    private Task<RedisResult[]> RunAsync(string script, RedisValue[] values, CancellationToken cancellationToken) =>
        redis.RunAsync(script, _root, values, cancellationToken);
}
