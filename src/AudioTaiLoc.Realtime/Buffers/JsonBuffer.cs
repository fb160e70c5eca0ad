using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Buffers;

/// <summary>A JSON writer and the bytes it wrote; one is kept per thread, so that writing a payload allocates nothing.</summary>
internal sealed class JsonBuffer : IDisposable
{
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static JsonBuffer? _cached;

    private ArrayBufferWriter<byte> _bytes = new(512);

    private JsonBuffer()
    {
        Writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions
        {
            // Payloads are never put into HTML: names in any script stay readable and short.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        });
    }

    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written; valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Written
    {
        get
        {
            Writer.Flush();
            return _bytes.WrittenMemory;
        }
    }

    public static JsonBuffer Rent()
    {
        var buffer = _cached ?? new JsonBuffer();
        _cached = null;
        return buffer;
    }

    public void Dispose()
    {
        if (_bytes.Capacity > LargestKept)
        {
            _bytes = new ArrayBufferWriter<byte>(512);
        }
        else
        {
            _bytes.ResetWrittenCount();
        }

        Writer.Reset(_bytes);
        _cached = this;
    }
}
