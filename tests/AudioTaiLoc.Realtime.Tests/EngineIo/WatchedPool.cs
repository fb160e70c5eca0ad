using System.Buffers;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>A pool that knows which arrays are out, and counts what comes back and is not.</summary>
internal sealed class WatchedPool : ArrayPool<byte>
{
    private readonly HashSet<byte[]> _out = new(ReferenceEqualityComparer.Instance);

    public int Rented { get; private set; }

    public int Out => _out.Count;

    public int WronglyReturned { get; private set; }

    public override byte[] Rent(int minimumLength)
    {
        byte[] array = new byte[minimumLength];
        Rented++;
        _out.Add(array);
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        if (!_out.Remove(array))
        {
            WronglyReturned++;
        }
    }
}
