using System.Buffers;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>
/// Writes an event as a Socket.IO packet of the namespace, once for all its sockets:
/// <c>42/api/v1/realtime,["order:updated",{…},"k3x9q2ab-1042"]</c>. The trailing event id is what clients keep and send
/// when they come back (connection state recovery). Of events that came late, because the client asked for them, only the last
/// has one, and it names the position that was reached: an old one would have the client sent again what it has.
/// </summary>
internal sealed class SocketIoWireEncoder(SocketIoNamespace nsp) : WireEncoder
{
    public const string WireName = "socketio";

    public override string Name => WireName;

    public override object Encode(OutboundEvent outbound)
    {
        var payload = ArrayPool<byte>.Shared.Rent(outbound.PayloadLength);
        var length = outbound.WritePayload(payload);
        var frame = SocketIoEncoder.Event(
            nsp, outbound.Name, payload.AsSpan(0, length), outbound.OffsetText, isCounted: !outbound.IsReplay, isCompressible: !outbound.IsSecret);
        ArrayPool<byte>.Shared.Return(payload);
        return frame;
    }
}
