using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.ConformanceHost;

/// <summary>Sends each message back as it came.</summary>
internal sealed class EngineIoEcho : IEngineIoHandler
{
    public bool TryAdmit(HttpContext context) => true;

    public void AdmissionUnused()
    {
    }

    public void Opened(EngineIoSession session)
    {
    }

    public ValueTask ReceivedAsync(EngineIoSession session, ReadOnlyMemory<byte> data, bool isBinary)
    {
        session.Send(isBinary ? EngineIoFrame.Binary(data.Span) : EngineIoFrame.Message(data.Span));
        return default;
    }

    public ValueTask SignaledAsync(EngineIoSession session, object signal) => default;

    public ValueTask ClosedAsync(EngineIoSession session, EngineIoCloseReason reason) => default;
}
