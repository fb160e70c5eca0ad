using System.Text.Json;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Compares property names where the reader's own comparison throws: a name may be escaped half a surrogate pair.</summary>
internal static class SocketIoPropertyName
{
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.SequenceEqual(name);
        }

        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
