using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.Operations;
using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>The way to one Socket.IO socket. Its outbox is the Engine.IO session's own.</summary>
internal sealed class SocketIoTransport(SocketIoSocket socket, SocketIoWireEncoder encoder) : IConnectionTransport
{
    private const string RefusalEvent = "exception";

    public int UnreadReplayBytes => socket.UncountedBytes;

    public void Send(OutboundEvent outbound) => socket.Send((SocketIoFrame)outbound.GetEncoded(encoder));

    public void Close(CloseReason reason)
    {
        if (reason.Code == RealtimeErrorCodes.SlowConsumer)
        {
            socket.CloseTransport(EngineIoCloseReason.SlowConsumer);
            return;
        }

        SendRefusal(new Refusal(reason.Message, reason.Code));
        if (reason.MayReconnect)
        {
            // No DISCONNECT packet: after one, clients stay away.
            socket.CloseTransport(
                reason.Code == RealtimeErrorCodes.RateLimited ? EngineIoCloseReason.RateLimited : EngineIoCloseReason.ServerShuttingDown);
        }
        else
        {
            socket.Disconnect();
        }
    }

    /// <summary>Ends the transport of a client that has come back over another one.</summary>
    public void Abandon() => socket.CloseTransport(EngineIoCloseReason.TransportError);

    /// <summary>Tells of a refusal that no ack can carry.</summary>
    public void SendRefusal(Ack refusal)
    {
        using var buffer = JsonBuffer.Rent();
        refusal.WriteTo(buffer.Writer);
        socket.SendEvent(RefusalEvent, buffer.Written.Span);
    }
}
