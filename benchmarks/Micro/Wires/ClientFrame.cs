using System.Buffers.Binary;
using System.Text;

namespace AudioTaiLoc.Realtime.Micro.Wires;

/// <summary>What a client of either wire sends, as a masked WebSocket frame (the mask is zero, and so changes nothing).</summary>
internal static class ClientFrame
{
    public const string Namespace = "/api/v1/realtime";

    /// <summary>A call that wants an answer.</summary>
    public static byte[] Call(WireKind wire, string name, string payload) => wire == WireKind.SocketIo
        ? Text($$"""42{{Namespace}},7["{{name}}",{{payload}}]""")
        : Text($$"""{"type":1,"invocationId":"7","target":"{{name}}","arguments":[{{payload}}]}""" + "\u001e");

    /// <summary>A call without a payload that wants an answer.</summary>
    public static byte[] Call(WireKind wire, string name) => wire == WireKind.SocketIo
        ? Text($$"""42{{Namespace}},7["{{name}}"]""")
        : Text($$"""{"type":1,"invocationId":"7","target":"{{name}}","arguments":[]}""" + "\u001e");

    public static byte[] Text(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var header = payload.Length < 126 ? 2 : 4;
        var frame = new byte[header + 4 + payload.Length];
        frame[0] = 0x81;
        frame[1] = (byte)(0x80 | (header == 2 ? payload.Length : 126));
        if (header == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }

        payload.CopyTo(frame, header + 4);
        return frame;
    }
}
