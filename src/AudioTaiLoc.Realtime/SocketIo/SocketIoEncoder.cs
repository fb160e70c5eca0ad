using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Encodes packets (Socket.IO protocol 5, "Packet encoding"). Arguments are JSON already; it is not looked at again.</summary>
internal static class SocketIoEncoder
{
    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    /// <summary><c>42/ns,["name",…]</c>, or <c>452-/ns,[…]</c> and the attachments.</summary>
    /// <param name="nsp">The namespace it is sent in.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="arguments">JSON of the arguments, with commas between them; may be empty.</param>
    /// <param name="offset">A last argument that clients with recovery keep and send when they return; null for none.</param>
    /// <param name="attachments">What the placeholders in the arguments stand for, in order.</param>
    /// <param name="isCounted">False for what is bounded elsewhere and does not count as waiting for the client.</param>
    /// <param name="isCompressible">Whether it may be compressed; no other kind of packet ever is.</param>
    public static SocketIoFrame Event(
        SocketIoNamespace nsp,
        string name,
        ReadOnlySpan<byte> arguments,
        string? offset = null,
        ReadOnlySpan<ReadOnlyMemory<byte>> attachments = default,
        bool isCounted = true,
        bool isCompressible = false)
    {
        FrameWriter writer = FrameWriter.Rent();
        Begin(writer, nsp, attachments.IsEmpty ? SocketIoPacketType.Event : SocketIoPacketType.BinaryEvent, attachments.Length);
        writer.Write((byte)'[');
        WriteString(writer, name);
        if (!arguments.IsEmpty)
        {
            writer.Write((byte)',');
            writer.Write(arguments);
        }

        if (offset is not null)
        {
            writer.Write((byte)',');
            WriteString(writer, offset);
        }

        writer.Write((byte)']');
        return End(writer, attachments, isCounted, isCompressible);
    }

    /// <summary><c>43/ns,12[…]</c>, or <c>462-/ns,12[…]</c> and the attachments.</summary>
    public static SocketIoFrame Ack(
        SocketIoNamespace nsp,
        long id,
        ReadOnlySpan<byte> arguments,
        ReadOnlySpan<ReadOnlyMemory<byte>> attachments = default)
    {
        FrameWriter writer = FrameWriter.Rent();
        Begin(writer, nsp, attachments.IsEmpty ? SocketIoPacketType.Ack : SocketIoPacketType.BinaryAck, attachments.Length);
        WriteNumber(writer, id);
        writer.Write((byte)'[');
        writer.Write(arguments);
        writer.Write((byte)']');
        return End(writer, attachments);
    }

    /// <summary><c>43/ns,12[…]</c> with the one argument that <paramref name="write"/> writes straight into the packet.</summary>
    public static SocketIoFrame Ack<TState>(SocketIoNamespace nsp, long id, TState state, Action<Utf8JsonWriter, TState> write)
    {
        FrameWriter writer = FrameWriter.Rent();
        Begin(writer, nsp, SocketIoPacketType.Ack, 0);
        WriteNumber(writer, id);
        writer.Write((byte)'[');

        // Taken off the thread while it is used: what writes may encode another packet.
        Utf8JsonWriter json = t_json ?? new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        t_json = null;
        json.Reset(writer);
        write(json, state);
        json.Flush();
        t_json = json;
        writer.Write((byte)']');
        return End(writer, default);
    }

    /// <summary><c>40/ns,{"sid":"…"}</c>; with a <paramref name="pid"/> the client keeps offsets and sends both when it returns.</summary>
    public static SocketIoFrame Connect(SocketIoNamespace nsp, string id, string? pid)
    {
        FrameWriter writer = FrameWriter.Rent();
        Begin(writer, nsp, SocketIoPacketType.Connect, 0);
        writer.Write("{\"sid\":"u8);
        WriteString(writer, id);
        if (pid is not null)
        {
            writer.Write(",\"pid\":"u8);
            WriteString(writer, pid);
        }

        writer.Write((byte)'}');
        return End(writer, default);
    }

    /// <summary><c>44/ns,{"message":"…","data":…}</c>; <c>message</c> and <c>data</c> of the client's <c>connect_error</c>.</summary>
    /// <param name="name">The namespace as it was asked for; it need not be one that exists.</param>
    /// <param name="message">What a person reads.</param>
    /// <param name="data">JSON for programs; empty for none.</param>
    public static SocketIoFrame ConnectError(ReadOnlySpan<byte> name, string message, ReadOnlySpan<byte> data)
    {
        FrameWriter writer = FrameWriter.Rent();
        writer.Write("44"u8);
        if (!name.SequenceEqual("/"u8))
        {
            writer.Write(name);
            writer.Write((byte)',');
        }

        writer.Write("{\"message\":"u8);
        WriteString(writer, message);
        if (!data.IsEmpty)
        {
            writer.Write(",\"data\":"u8);
            writer.Write(data);
        }

        writer.Write((byte)'}');
        return End(writer, default);
    }

    /// <summary><c>41/ns,</c></summary>
    public static SocketIoFrame Disconnect(SocketIoNamespace nsp)
    {
        FrameWriter writer = FrameWriter.Rent();
        Begin(writer, nsp, SocketIoPacketType.Disconnect, 0);
        return End(writer, default);
    }

    private static void Begin(FrameWriter writer, SocketIoNamespace nsp, SocketIoPacketType type, int attachments)
    {
        writer.Write((byte)EngineIoPacketType.Message);
        writer.Write((byte)type);
        if (attachments > 0)
        {
            WriteNumber(writer, attachments);
            writer.Write((byte)'-');
        }

        writer.Write(nsp.Prefix);
    }

    private static SocketIoFrame End(FrameWriter writer, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, bool isCounted = true, bool isCompressible = false)
    {
        EngineIoFrame? next = null;
        for (int i = attachments.Length - 1; i >= 0; i--)
        {
            next = EngineIoFrame.Binary(attachments[i].Span, next, isCompressible);
        }

        EngineIoFrame head = EngineIoFrame.Text(writer.Written, next, isCounted, isCompressible);
        writer.Return();
        return new(head);
    }

    private static void WriteNumber(FrameWriter writer, long number)
    {
        Utf8Formatter.TryFormat(number, writer.GetSpan(20), out int length);
        writer.Advance(length);
    }

    private static void WriteString(FrameWriter writer, string value)
    {
        writer.Write((byte)'"');
        if (IsPlain(value))
        {
            writer.Advance(Encoding.UTF8.GetBytes(value, writer.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length))));
        }
        else
        {
            writer.Write(JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }

        writer.Write((byte)'"');
    }

    private static bool IsPlain(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && !value.AsSpan().ContainsAny('"', '\\');
}
