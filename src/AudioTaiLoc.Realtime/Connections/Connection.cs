using System.Security.Claims;
using System.Security.Cryptography;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>One client's connection over either wire: who it is, what rooms it is in, and the way to it.</summary>
internal sealed class Connection
{
    private readonly IConnectionTransport _transport;
    private readonly ClosingRecorder _closings;
    private CloseReason? _closeReason;
    private object? _callState;

    public Connection(
        string id, string wire, ConnectionIdentity identity, IConnectionTransport transport, ClosingRecorder closings, int resumptions = 0)
    {
        Id = id;
        Resumptions = resumptions;
        LeaseId = resumptions == 0 ? id : $"{id}~{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        Wire = wire;
        Identity = identity;
        _transport = transport;
        _closings = closings;
    }

    public string Id { get; }

    public string Wire { get; }

    public ConnectionIdentity Identity { get; }

    /// <summary>By what its client may come back to what it has; null on a wire without that.</summary>
    public string? SessionId { get; set; }

    /// <summary>How often its client has come back to that. Another node may still hold the connection before it, which had the same id.</summary>
    public int Resumptions { get; }

    /// <summary>Its id for stores that all nodes share, told apart from those of the connections that had its id before.</summary>
    public string LeaseId { get; }

    /// <summary>The signed-in user, or null for a guest.</summary>
    public string? UserId => Identity.UserId;

    public ClaimsPrincipal User => Identity.User;

    /// <summary>Where it comes from, for limits; null where that is not known.</summary>
    public AddressKey? Address { get; init; }

    /// <summary>Whether it is counted among the connections of its user and its address; only the counter reads and writes it.</summary>
    public bool IsCounted { get; set; }

    /// <summary>What is counted of its calls; null before the first.</summary>
    public object? CallState => Volatile.Read(ref _callState);

    /// <summary>Bytes of events it asked to catch up on and has not read yet.</summary>
    public int UnreadReplayBytes => _transport.UnreadReplayBytes;

    /// <summary>Set once the server has decided to end the connection.</summary>
    public CloseReason? CloseReason => Volatile.Read(ref _closeReason);

    /// <summary>What only the dispatcher reads and writes.</summary>
    public DispatchState Dispatch { get; } = new();

    /// <summary>Sends at once, past the log: for answers to this connection alone.</summary>
    public void Send(OutboundEvent outbound) => _transport.Send(outbound);

    /// <summary>Sends an event of the log; only the dispatcher calls it.</summary>
    public void Deliver(OutboundEvent outbound)
    {
        if (CloseReason is not null)
        {
            return;
        }

        if (Dispatch.Held is { } held)
        {
            if (!held.TryAdd(outbound))
            {
                Close(CloseReason.LogUnavailable);
            }
        }
        else
        {
            _transport.Send(outbound);
        }
    }

    /// <summary>Ends the connection; the first reason counts.</summary>
    /// <returns>False when it was ending already.</returns>
    public bool Close(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null)
        {
            return false;
        }

        _closings.Record(this, reason);
        _transport.Close(reason);
        return true;
    }

    /// <summary>Begins to count calls.</summary>
    /// <returns>What was there already; null when there was nothing.</returns>
    public object? TryBeginCalls(object state) => Interlocked.CompareExchange(ref _callState, state, null);

    /// <summary>Puts something else where calls are counted, and gives what was there.</summary>
    public object? ExchangeCallState(object state) => Interlocked.Exchange(ref _callState, state);

    /// <summary>The connection's part in the dispatcher's tables.</summary>
    internal sealed class DispatchState
    {
        /// <summary>Its place in the table of all connections; -1 while it is in none.</summary>
        public int Index { get; set; } = -1;

        /// <summary>Its place among its user's connections.</summary>
        public int UserIndex { get; set; } = -1;

        /// <summary>The position at which it was put into the tables.</summary>
        public long AttachedAt { get; set; }

        /// <summary>From here on it has got everything sent to its user and to all.</summary>
        public long CoveredAfter { get; set; }

        /// <summary>The rooms it is in; null while it has been in none.</summary>
        public List<Membership>? Memberships { get; set; }

        /// <summary>Live events that wait until a replay is through; null while none runs.</summary>
        public HeldEvents? Held { get; set; }

        /// <summary>Replays that run.</summary>
        public int Replays { get; set; }
    }
}
