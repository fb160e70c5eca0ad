using System.Text.Encodings.Web;
using System.Text.Json;
using AudioTaiLoc.Realtime.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>
/// Writes an event as an invocation of SignalR's JSON protocol, once for all connections:
/// <c>{"type":1,"target":"order:updated","arguments":[{…}]}</c> and the record separator. A secret event has a blank after the
/// first brace: it means nothing in JSON, and tells <see cref="IsCompressible"/> apart what may be compressed from all else.
/// </summary>
internal sealed class SignalREncoder : WireEncoder
{
    public const string WireName = "signalr";

    /// <summary>The protocol that the hub is limited to.</summary>
    public const string Protocol = "json";

    private const byte RecordSeparator = 0x1e;

    public override string Name => WireName;

    private static ReadOnlySpan<byte> CompressibleHead => "{\"type\":1,\"target\":\""u8;

    /// <summary>Whether a record is an event that is not secret. What SignalR writes itself (answers, pings, the close) begins otherwise.</summary>
    public static bool IsCompressible(ReadOnlySpan<byte> record) => record.StartsWith(CompressibleHead);

    public override object Encode(OutboundEvent outbound)
    {
        var name = JsonEncodedText.Encode(outbound.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        var head = outbound.IsSecret ? "{ \"type\":1,\"target\":\""u8 : CompressibleHead;
        var middle = "\",\"arguments\":["u8;
        var tail = "]}"u8;
        var bytes = new byte[head.Length + name.Length + middle.Length + outbound.PayloadLength + tail.Length + 1];
        var length = Append(bytes, 0, head);
        length = Append(bytes, length, name);
        length = Append(bytes, length, middle);
        length += outbound.WritePayload(bytes.AsSpan(length));
        length = Append(bytes, length, tail);
        bytes[length++] = RecordSeparator;
        return new SignalRMessage(new SerializedHubMessage([new SerializedMessage(Protocol, bytes.AsMemory(0, length))]), length);
    }

    private static int Append(byte[] bytes, int length, ReadOnlySpan<byte> part)
    {
        part.CopyTo(bytes.AsSpan(length));
        return length + part.Length;
    }
}
