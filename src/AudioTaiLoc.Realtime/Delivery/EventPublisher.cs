using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Appends to the event log. Everything that is sent to more than one connection goes through here.</summary>
internal sealed class EventPublisher(IEventLog log, PayloadSerializer payloads, RealtimeMetrics metrics, ConflationRates? rates = null)
{
    /// <summary>Appends an event whose payload the library writes itself.</summary>
    /// <param name="target">Whom it is for.</param>
    /// <param name="name">The event.</param>
    /// <param name="state">What the payload is made from.</param>
    /// <param name="write">Writes the payload, a whole JSON object.</param>
    /// <param name="isVolatile">True when it is worth nothing later.</param>
    /// <param name="exceptConnectionId">The one connection that does not get it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The event's position.</returns>
    /// <exception cref="ArgumentException">The payload cannot be sent.</exception>
    public ValueTask<long> PublishAsync<TState>(
        EventTarget target,
        string name,
        TState state,
        Action<Utf8JsonWriter, TState> write,
        bool isVolatile = false,
        string? exceptConnectionId = null,
        CancellationToken cancellationToken = default) => PublishAsync(
            target, name, state, write, new EventTraits { IsVolatile = isVolatile, ExceptConnectionId = exceptConnectionId }, cancellationToken);

    /// <summary>Appends an event whose payload the library writes itself.</summary>
    /// <param name="target">Whom it is for.</param>
    /// <param name="name">The event.</param>
    /// <param name="state">What the payload is made from.</param>
    /// <param name="write">Writes the payload, a whole JSON object.</param>
    /// <param name="traits">What else it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The event's position.</returns>
    /// <exception cref="ArgumentException">The payload cannot be sent.</exception>
    public ValueTask<long> PublishAsync<TState>(
        EventTarget target,
        string name,
        TState state,
        Action<Utf8JsonWriter, TState> write,
        in EventTraits traits,
        CancellationToken cancellationToken)
    {
        var buffer = JsonBuffer.Rent();
        try
        {
            write(buffer.Writer, state);
            payloads.Check(buffer.Written.Span, "payload");
            var appending = AppendAsync(ToEvent(target, name, buffer.Written, traits), cancellationToken);
            if (!appending.IsCompleted)
            {
                var rented = buffer;
                buffer = null;
                return WaitAsync(appending, rented);
            }

            return appending;
        }
        finally
        {
            buffer?.Dispose();
        }

        static async ValueTask<long> WaitAsync(ValueTask<long> appending, JsonBuffer rented)
        {
            using (rented)
            {
                return await appending.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes an event that somebody else appends, with a payload of its own.</summary>
    /// <exception cref="ArgumentException">The payload cannot be sent.</exception>
    public RealtimeEvent Create<TState>(
        EventTarget target, string name, TState state, Action<Utf8JsonWriter, TState> write, string? exceptConnectionId = null) =>
        Create(target, name, state, write, new EventTraits { ExceptConnectionId = exceptConnectionId });

    /// <summary>Makes an event that somebody else appends, with a payload of its own.</summary>
    /// <exception cref="ArgumentException">The payload cannot be sent.</exception>
    public RealtimeEvent Create<TState>(
        EventTarget target, string name, TState state, Action<Utf8JsonWriter, TState> write, in EventTraits traits)
    {
        using var buffer = JsonBuffer.Rent();
        write(buffer.Writer, state);
        payloads.Check(buffer.Written.Span, "payload");
        return ToEvent(target, name, buffer.Written.ToArray(), traits);
    }

    /// <summary>Counts an event that somebody else has appended.</summary>
    public void CountAppended() => metrics.Published();

    /// <summary>Appends the end of a user's access to a room.</summary>
    public ValueTask<long> RevokeAsync(string room, string userId, CancellationToken cancellationToken) =>
        log.AppendAsync(new RealtimeEvent(EventKind.Revoke, EventTarget.Room(room), userId, default), cancellationToken);

    /// <summary>Appends the end of a user's connections.</summary>
    public ValueTask<long> KickAsync(string userId, string reason, CancellationToken cancellationToken) =>
        log.AppendAsync(new RealtimeEvent(EventKind.Kick, EventTarget.User(userId), reason, default), cancellationToken);

    private RealtimeEvent ToEvent(EventTarget target, string name, ReadOnlyMemory<byte> payload, in EventTraits traits)
    {
        // Where conflation is off for an event it has no key in the log either: then every one is replayed, too.
        var isValue = traits.ConflationKey is not null && target.Kind != EventTargetKind.Users && rates?.IsOn(name) != false;
        return new RealtimeEvent(EventKind.Event, target, name, payload)
        {
            IsVolatile = traits.IsVolatile,
            ExceptConnectionId = traits.ExceptConnectionId,
            ConflationKey = isValue ? traits.ConflationKey : null,
            HasSnapshot = isValue && traits.HasSnapshot,
            IsSecret = traits.IsSecret,
        };
    }

    private ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken)
    {
        metrics.Published();
        return log.AppendAsync(realtimeEvent, cancellationToken);
    }
}
