namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Copies many small byte strings into few large arrays. A full chunk is left to the garbage collector and never written again:
/// whoever still holds a piece of it keeps it valid. Not thread-safe.
/// </summary>
internal sealed class ByteChunks(int chunkSize)
{
    /// <summary>1 MiB: large enough for the collector's large object heap, which it does not copy.</summary>
    public const int LargeChunk = 1024 * 1024;

    private byte[] _chunk = [];
    private int _used;

    /// <summary>Copies bytes, and tells where they are now.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> bytes)
    {
        var space = Take(bytes.Length);
        bytes.CopyTo(space.Span);
        return space;
    }

    /// <summary>Takes space for bytes that the caller writes at once.</summary>
    public Memory<byte> Take(int length)
    {
        if (length == 0)
        {
            return default;
        }

        // What needs a good part of a chunk gets an array of its own, or the unused ends of chunks would add up.
        if (length > chunkSize / 4)
        {
            return GC.AllocateUninitializedArray<byte>(length);
        }

        if (length > _chunk.Length - _used)
        {
            _chunk = GC.AllocateUninitializedArray<byte>(chunkSize);
            _used = 0;
        }

        var space = _chunk.AsMemory(_used, length);
        _used += length;
        return space;
    }
}
