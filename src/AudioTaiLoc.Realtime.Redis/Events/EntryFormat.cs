using System.Buffers.Binary;
using System.Text;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// An entry as bytes: version, kind, flags, kind of target; the event's name, the connection left out, the key it is conflated by, the target's names (each a
/// length of four bytes, little endian, and UTF-8); then the payload to the end.
/// </summary>
internal static class EntryFormat
{
    private const byte Version = 1;
    private const byte VolatileFlag = 1;
    private const byte ExceptFlag = 2;
    private const byte KeyFlag = 4;
    private const byte SnapshotFlag = 8;
    private const byte SecretFlag = 16;
    private const int HeadLength = 4;

    /// <summary>Writes an entry into bytes of its own, which the caller's buffer may not outlive: a call that timed out may still be sent.</summary>
    public static byte[] Encode(in RealtimeEvent realtimeEvent)
    {
        var target = realtimeEvent.Target;
        string[] texts = [realtimeEvent.Name, realtimeEvent.ExceptConnectionId ?? "", realtimeEvent.ConflationKey ?? "", .. NamesOf(target)];
        var length = HeadLength + sizeof(int) + texts.Sum(static text => sizeof(int) + Encoding.UTF8.GetByteCount(text)) + realtimeEvent.Payload.Length;
        var bytes = new byte[length];
        bytes[0] = Version;
        bytes[1] = (byte)realtimeEvent.Kind;
        bytes[2] = (byte)((realtimeEvent.IsVolatile ? VolatileFlag : 0)
            | (realtimeEvent.ExceptConnectionId is null ? 0 : ExceptFlag)
            | (realtimeEvent.ConflationKey is null ? 0 : KeyFlag)
            | (realtimeEvent.HasSnapshot ? SnapshotFlag : 0)
            | (realtimeEvent.IsSecret ? SecretFlag : 0));
        bytes[3] = (byte)target.Kind;
        var rest = bytes.AsSpan(HeadLength);
        BinaryPrimitives.WriteInt32LittleEndian(rest, texts.Length - 3);
        rest = rest[sizeof(int)..];
        foreach (var text in texts)
        {
            var written = Encoding.UTF8.GetBytes(text, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest, written);
            rest = rest[(sizeof(int) + written)..];
        }

        realtimeEvent.Payload.Span.CopyTo(rest);
        return bytes;
    }

    /// <summary>Reads an entry; its payload is a part of the bytes.</summary>
    /// <exception cref="FormatException">Another version of the library wrote it.</exception>
    public static RealtimeEvent Decode(byte[] bytes)
    {
        if (bytes.Length < HeadLength + sizeof(int) || bytes[0] != Version)
        {
            throw new FormatException("The entry is in a form that this version of the library does not know.");
        }

        var at = HeadLength;
        var names = new string[ReadLength(bytes, ref at)];
        var name = ReadText(bytes, ref at);
        var except = ReadText(bytes, ref at);
        var key = ReadText(bytes, ref at);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = ReadText(bytes, ref at);
        }

        return new RealtimeEvent((EventKind)bytes[1], ToTarget((EventTargetKind)bytes[3], names), name, bytes.AsMemory(at))
        {
            IsVolatile = (bytes[2] & VolatileFlag) != 0,
            ExceptConnectionId = (bytes[2] & ExceptFlag) != 0 ? except : null,
            ConflationKey = (bytes[2] & KeyFlag) != 0 ? key : null,
            HasSnapshot = (bytes[2] & SnapshotFlag) != 0,
            IsSecret = (bytes[2] & SecretFlag) != 0,
        };
    }

    private static IEnumerable<string> NamesOf(EventTarget target) => target.UserIds ?? (target.Name is null ? [] : [target.Name]);

    private static EventTarget ToTarget(EventTargetKind kind, string[] names) => kind switch
    {
        EventTargetKind.Everyone => EventTarget.Everyone,
        EventTargetKind.SignedIn => EventTarget.SignedIn,
        EventTargetKind.Room => EventTarget.Room(names[0]),
        EventTargetKind.User => EventTarget.User(names[0]),
        EventTargetKind.Users => EventTarget.Users(names),
        _ => throw new FormatException($"The entry is for {kind}, which this version of the library does not know."),
    };

    private static int ReadLength(byte[] bytes, ref int at)
    {
        var length = at <= bytes.Length - sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)) : -1;
        at += sizeof(int);
        return length >= 0 && length <= bytes.Length - at ? length : throw new FormatException("The entry is cut off.");
    }

    private static string ReadText(byte[] bytes, ref int at)
    {
        var length = ReadLength(bytes, ref at);
        var text = Encoding.UTF8.GetString(bytes, at, length);
        at += length;
        return text;
    }
}
