using System.Buffers;

namespace AudioTaiLoc.Realtime.Buffers;

/// <summary>
/// A growing buffer in which a packet is put together before its length is known. One per thread is cached,
/// so that building a frame costs one exact array.
/// </summary>
internal sealed class FrameWriter : IBufferWriter<byte>
{
    private const int InitialSize = 1024;
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static FrameWriter? t_cached;

    private byte[] _buffer = new byte[InitialSize];
    private int _written;

    private FrameWriter()
    {
    }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _written);

    /// <summary>Takes this thread's writer; give it back with <see cref="Return"/> on the same thread.</summary>
    public static FrameWriter Rent()
    {
        FrameWriter writer = t_cached ?? new FrameWriter();
        t_cached = null;
        writer._written = 0;
        return writer;
    }

    public void Return()
    {
        if (_buffer.Length > LargestKept)
        {
            _buffer = new byte[InitialSize];
        }

        t_cached = this;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_written));
        _written += bytes.Length;
    }

    public void Write(byte value)
    {
        Reserve(1);
        _buffer[_written++] = value;
    }

    private void Reserve(int count)
    {
        int needed = checked(_written + Math.Max(count, 1));
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, checked(_buffer.Length * 2)));
        }
    }
}
