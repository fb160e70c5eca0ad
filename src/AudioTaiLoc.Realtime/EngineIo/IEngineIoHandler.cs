using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>What a layer above Engine.IO implements. Calls for one session never overlap and come in the order of the wire.</summary>
internal interface IEngineIoHandler
{
    /// <summary>Asked before a handshake is answered; false refuses it with 503. Each true is followed by one of the next two.</summary>
    bool TryAdmit(HttpContext context);

    /// <summary>The admitted handshake did not become a session.</summary>
    void AdmissionUnused();

    /// <summary>
    /// The session sends more than it may, and is closed when this answers true. May come while another call runs; what is
    /// sent here still reaches the client.
    /// </summary>
    bool Exceeded(EngineIoSession session, FlowExcess excess) => true;

    /// <summary>A session is open; sends are possible from here on.</summary>
    void Opened(EngineIoSession session);

    /// <summary>A message came. <paramref name="data"/> is valid until the returned task is done.</summary>
    ValueTask ReceivedAsync(EngineIoSession session, ReadOnlyMemory<byte> data, bool isBinary);

    /// <summary>A note posted with <see cref="EngineIoSession.Signal"/>, in its place among the messages.</summary>
    ValueTask SignaledAsync(EngineIoSession session, object signal);

    /// <summary>The session has ended and everything received before has been handled; the last call for it.</summary>
    ValueTask ClosedAsync(EngineIoSession session, EngineIoCloseReason reason);
}
