using System.Text.Json;
using AudioTaiLoc.Realtime.Redis.Storage;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Sessions;

/// <summary>Resumable sessions of all nodes. They are kept while their clients are connected too, so that another node has them when one dies.</summary>
internal sealed class RedisSessionStore(RedisConnection redis, TimeProvider time) : ISessionStore
{
    private const int BatchSize = 500;

    private readonly RedisKey[] _root = [$"{{{redis.Options.KeyPrefix}}}:session"];

    public bool OutlivesNode => true;

    public async ValueTask SaveAsync(ResumableSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        await redis.RunAsync(
            SessionScripts.Save,
            _root,
            [
                session.Id, ToOwner(session.UserId), JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.ResumableSession),
                session.Resumptions, session.ExpiresAt.ToUnixTimeMilliseconds(), Now(), redis.Options.MaximumSessions,
            ],
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ResumableSession?> ClaimAsync(string sessionId, string? userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        var answer = await redis.RunAsync(SessionScripts.Claim, _root, [sessionId, ToOwner(userId), Now()], cancellationToken).ConfigureAwait(false);
        if (answer.Length == 0)
        {
            return null;
        }

        var session = JsonSerializer.Deserialize((byte[])answer[0]!, SessionJson.Default.ResumableSession)!;
        return session with { ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds((long)answer[1]) };
    }

    public async ValueTask RemoveUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        await redis.RunAsync(SessionScripts.RemoveUser, _root, [ToOwner(userId)], cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<string>> RenewAsync(
        IReadOnlyCollection<string> sessionIds, DateTimeOffset expiresAt, CancellationToken cancellationToken = default)
    {
        List<string> missing = [];
        foreach (var batch in sessionIds.Chunk(BatchSize))
        {
            RedisValue[] values = [expiresAt.ToUnixTimeMilliseconds(), Now(), .. batch.Select(static id => (RedisValue)id)];
            var answer = await redis.RunAsync(SessionScripts.Renew, _root, values, cancellationToken).ConfigureAwait(false);
            missing.AddRange(answer.Select(static id => (string)id!));
        }

        return missing;
    }

    // No user's id is empty. Guests have none, and nobody asks for all of their sessions.
    private static string ToOwner(string? userId) => userId ?? "";

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
