using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>
/// Lets users come and go and has it told to those who are to know, in the order in which it happens: where the store is kept with
/// the log, in one step; else right after the change, for which the caller takes the user's turn.
/// </summary>
internal sealed class PresenceChanges(
    IPresenceStore store, IEventLog log, IRoomGrantStore grants, EventPublisher publisher, RealtimeOptions options, TimeProvider time)
{
    private readonly IPresenceEvents? _events = store is IPresenceEvents events && events.AppendsTo(log) ? events : null;

    /// <summary>Adds a connection.</summary>
    public async ValueTask ConnectAsync(PresenceLease lease, CancellationToken cancellationToken)
    {
        if (_events is null)
        {
            if (await store.ConnectAsync(lease, cancellationToken).ConfigureAwait(false))
            {
                await TellAsync("user:online", lease.UserId).ConfigureAwait(false);
            }
        }
        else if (await FindAudienceAsync(lease.UserId).ConfigureAwait(false) is not { } audience)
        {
            await store.ConnectAsync(lease, cancellationToken).ConfigureAwait(false);
        }
        else if (await _events.ConnectAsync(lease, ToEvent(audience, "user:online", lease.UserId), cancellationToken).ConfigureAwait(false))
        {
            publisher.CountAppended();
        }
    }

    /// <summary>Takes a user offline, unless the user is back or somebody else has done it.</summary>
    public async ValueTask LeaveAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_events is null)
        {
            if (await store.LeaveAsync(userId, now, cancellationToken).ConfigureAwait(false))
            {
                await TellAsync("user:offline", userId).ConfigureAwait(false);
            }
        }
        else if (await FindAudienceAsync(userId).ConfigureAwait(false) is not { } audience)
        {
            await store.LeaveAsync(userId, now, cancellationToken).ConfigureAwait(false);
        }
        else if (await _events.LeaveAsync(userId, now, ToEvent(audience, "user:offline", userId), cancellationToken).ConfigureAwait(false))
        {
            publisher.CountAppended();
        }
    }

    private static void Write(Utf8JsonWriter writer, (string UserId, DateTimeOffset At) state)
    {
        writer.WriteStartObject();
        writer.WriteString("userId"u8, state.UserId);
        writer.WriteTime("timestamp"u8, state.At);
        writer.WriteEndObject();
    }

    // Volatile: who was away asks presence:list for how it is now.
    private static EventTraits ToTraits(string userId) => new() { IsVolatile = true, ConflationKey = "presence " + userId };

    private async ValueTask TellAsync(string eventName, string userId)
    {
        if (await FindAudienceAsync(userId).ConfigureAwait(false) is { } audience)
        {
            await publisher.PublishAsync(audience, eventName, (userId, time.GetUtcNow()), Write, ToTraits(userId), default).ConfigureAwait(false);
        }
    }

    private RealtimeEvent ToEvent(EventTarget audience, string eventName, string userId) =>
        publisher.Create(audience, eventName, (userId, time.GetUtcNow()), Write, ToTraits(userId));

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
}
