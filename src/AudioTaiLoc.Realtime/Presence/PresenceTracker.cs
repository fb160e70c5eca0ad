using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>Notes who comes and goes, and tells those who are to know: the first connection in, the last one out.</summary>
internal sealed class PresenceTracker(
    IPresenceStore store,
    PresenceTurns turns,
    IRoomGrantStore grants,
    EventPublisher publisher,
    RealtimeOptions options,
    TimeProvider time) : IConnectionObserver
{
    public async ValueTask ConnectedAsync(Connection connection)
    {
        if (connection.UserId is not { } userId)
        {
            return;
        }

        using var turn = await turns.TakeAsync(userId, CancellationToken.None).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var lease = new PresenceLease(connection.Id, userId, options.NodeId, now, now + options.Presence.LeaseDuration);
        if (await store.ConnectAsync(lease).ConfigureAwait(false))
        {
            await TellAsync("user:online", userId).ConfigureAwait(false);
        }
    }

    public async ValueTask DisconnectedAsync(Connection connection)
    {
        if (connection.UserId is not { } userId)
        {
            return;
        }

        using var turn = await turns.TakeAsync(userId, CancellationToken.None).ConfigureAwait(false);
        if (await store.DisconnectAsync(userId, connection.Id).ConfigureAwait(false))
        {
            await TellAsync("user:offline", userId).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps this node's connections counted, and drops those of nodes that are no longer heard of.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await store.RenewAsync(options.NodeId, now + options.Presence.LeaseDuration, cancellationToken).ConfigureAwait(false);
        foreach (var userId in await store.ReapAsync(now, cancellationToken).ConfigureAwait(false))
        {
            await TellAsync("user:offline", userId).ConfigureAwait(false);
        }
    }

    private async ValueTask TellAsync(string eventName, string userId)
    {
        if (await FindAudienceAsync(userId).ConfigureAwait(false) is { } audience)
        {
            // Volatile: who was away asks presence:list for how it is now.
            var traits = new EventTraits { IsVolatile = true, ConflationKey = "presence " + userId };
            await publisher.PublishAsync(audience, eventName, (userId, At: time.GetUtcNow()), Write, traits, default).ConfigureAwait(false);
        }
    }

    private async ValueTask<EventTarget?> FindAudienceAsync(string userId)
    {
        switch (options.Presence.Audience)
        {
            case PresenceAudience.SignedIn:
                return EventTarget.SignedIn;
            case PresenceAudience.Watchers:
                var watchers = await grants.ListAllByRoomAsync(RealtimeRooms.Presence(userId)).ConfigureAwait(false);
                return watchers.Count == 0 ? null : EventTarget.Users([.. watchers.Select(grant => grant.UserId)]);
            default:
                return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, (string UserId, DateTimeOffset At) state)
    {
        writer.WriteStartObject();
        writer.WriteString("userId"u8, state.UserId);
        writer.WriteTime("timestamp"u8, state.At);
        writer.WriteEndObject();
    }
}
