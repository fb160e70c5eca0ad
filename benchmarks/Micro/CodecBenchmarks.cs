using System.Text;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Wires.SignalR;
using AudioTaiLoc.Realtime.Wires.SocketIo;
using BenchmarkDotNet.Attributes;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>Bytes to packets and back, for an order update of about 260 bytes.</summary>
public class CodecBenchmarks
{
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes(
        """{"orderId":"order_123","status":"shipped","data":{"total":299.99,"itemCount":2,"customerEmail":"user@example.com","note":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},"timestamp":"2024-01-15T10:30:00Z"}""");

    private readonly SocketIoNamespace _namespace = new("/api/v1/realtime");
    private readonly EventEntry _entry = new(1042, new RealtimeEvent(EventKind.Event, EventTarget.Room("order:order_123"), "order:updated", Payload));
    private readonly EventIdFormat _ids = new("k3x9q2ab");
    private readonly SignalREncoder _signalR = new();
    private readonly byte[] _call = Encoding.UTF8.GetBytes("""2/api/v1/realtime,17["order:subscribe",{"orderId":"order_123"}]""");
    private readonly byte[] _pollingBody = Encoding.UTF8.GetBytes(
        """42/api/v1/realtime,17["order:subscribe",{"orderId":"order_123"}]""" + "\u001e3\u001e" + """42/api/v1/realtime,18["ping"]""");

    private SocketIoWireEncoder _socketIo = null!;

    [GlobalSetup]
    public void Setup() => _socketIo = new SocketIoWireEncoder(_namespace);

    /// <summary>What is done once for all Socket.IO clients of an event: the whole WebSocket frame.</summary>
    [Benchmark]
    public object EncodeForSocketIo() => _socketIo.Encode(new OutboundEvent(_entry, _ids));

    /// <summary>What is done once for all SignalR clients of an event.</summary>
    [Benchmark]
    public object EncodeForSignalR() => _signalR.Encode(new OutboundEvent(_entry, _ids));

    [Benchmark]
    public int ParseSocketIoCall() => SocketIoPacketParser.TryParse(_call, out var packet) ? packet.PayloadStart : throw new InvalidOperationException();

    [Benchmark]
    public int ReadPollingBody()
    {
        var reader = new PollingPayloadReader(_pollingBody);
        var bytes = 0;
        while (reader.TryRead(out _))
        {
            bytes += reader.Data.Length;
        }

        return bytes;
    }
}
