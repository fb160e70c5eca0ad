using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Changes the grants and tells the log, so that a revoke takes effect at one place among the events.</summary>
internal sealed partial class RoomAccess(
    RoomGrantCache grants, IEventLog log, EventPublisher publisher, DeadlineQueue deadlines, TimeProvider time, ILogger<RoomAccess> logger) : IRoomAccess
{
    private const int MaximumMany = 10_000;
    private const int MaximumPage = 1000;

    private static readonly TimeSpan EndRetry = TimeSpan.FromSeconds(5);

    private readonly RoomGrantCache _grants = grants;
    private readonly GrantEnds _ends = new(deadlines);

    public async Task GrantAsync(
        string room, string userId, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default)
    {
        CheckIds(room, userId);
        var grant = Create(new RoomGrantKey(room, userId), time.GetUtcNow(), expiresAt);
        if (!await _grants.GrantAsync(grant, cancellationToken).ConfigureAwait(false))
        {
            WatchNewEnd(grant);
        }
    }

    public async Task GrantManyAsync(
        IReadOnlyCollection<RoomGrantKey> grants, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default)
    {
        var keys = CheckMany(grants);
        var now = time.GetUtcNow();
        RoomGrant[] asked = [.. keys.Select(key => Create(key, now, expiresAt))];
        if (asked.Length == 0)
        {
            return;
        }

        var begun = (await _grants.GrantManyAsync(asked, cancellationToken).ConfigureAwait(false)).ToHashSet();
        foreach (var grant in asked.Where(grant => !begun.Contains(new RoomGrantKey(grant.Room, grant.UserId))))
        {
            WatchNewEnd(grant);
        }
    }

    public async Task RevokeAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        CheckIds(room, userId);
        // First the store, then the log: a check of rights that still saw the grant began before the entry's position.
        await _grants.RevokeAsync(room, userId, cancellationToken).ConfigureAwait(false);
        await publisher.RevokeAsync(room, userId, cancellationToken).ConfigureAwait(false);
    }

    public async Task RevokeManyAsync(IReadOnlyCollection<RoomGrantKey> grants, CancellationToken cancellationToken = default)
    {
        var keys = CheckMany(grants);
        if (keys.Length == 0)
        {
            return;
        }

        await _grants.RevokeManyAsync(keys, cancellationToken).ConfigureAwait(false);
        foreach (var key in keys)
        {
            await publisher.RevokeAsync(key.Room, key.UserId, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<bool> IsGrantedAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        CheckIds(room, userId);
        return await _grants.FindAsync(room, userId, cancellationToken).ConfigureAwait(false) is not null;
    }

    public async Task<IReadOnlyList<RoomGrant>> ListByRoomAsync(
        string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        Identifier.Check(room, nameof(room), Identifier.MaximumRoomLength);
        CheckLimit(limit);
        return await _grants.ListByRoomAsync(room, afterUserId, limit, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<RoomGrant>> ListByUserAsync(
        string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        Identifier.Check(userId, nameof(userId));
        CheckLimit(limit);
        return await _grants.ListByUserAsync(userId, afterRoom, limit, cancellationToken).ConfigureAwait(false);
    }

    private RoomGrant Create(RoomGrantKey key, DateTimeOffset now, DateTimeOffset? expiresAt) => expiresAt <= now
        ? throw new ArgumentOutOfRangeException(nameof(expiresAt), expiresAt, "The end of a grant must lie ahead.")
        : new RoomGrant(key.Room, key.UserId, now, new EventIdFormat(log.Epoch).ToText(log.LastPosition), expiresAt);

    // Who joins from now on leaves at this end; who is in the room joined under another one.
    private void WatchNewEnd(RoomGrant grant)
    {
        if (grant.ExpiresAt is { } end)
        {
            _ends.Watch(new RoomGrantKey(grant.Room, grant.UserId), end, EndGrantAsync);
        }
    }

    private async Task EndGrantAsync(RoomGrantKey key)
    {
        try
        {
            if (await _grants.FindAsync(key.Room, key.UserId).ConfigureAwait(false) is { } prolonged)
            {
                WatchNewEnd(prolonged);
            }
            else
            {
                await publisher.RevokeAsync(key.Room, key.UserId, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // Whose right is over stays in the room until this has succeeded.
            LogEndFailed(logger, exception);
            _ends.Watch(key, time.GetUtcNow() + EndRetry, EndGrantAsync);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "That a grant has expired could not be told to the nodes; it is tried again in a few seconds.", EventName = "EndFailed")]
    private static partial void LogEndFailed(ILogger logger, Exception exception);

    private static void CheckIds(string room, string userId)
    {
        Identifier.Check(room, nameof(room), Identifier.MaximumRoomLength);
        Identifier.Check(userId, nameof(userId));
    }

    private static RoomGrantKey[] CheckMany(IReadOnlyCollection<RoomGrantKey> grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        if (grants.Count > MaximumMany)
        {
            throw new ArgumentOutOfRangeException(nameof(grants), grants.Count, $"At most {MaximumMany} grants can be changed in one call.");
        }

        foreach (var (room, userId) in grants)
        {
            CheckIds(room, userId);
        }

        return [.. grants.Distinct()];
    }

    private static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaximumPage);
    }
}
