using System.Diagnostics.CodeAnalysis;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Live events that wait until a connection has got what it asked to catch up on, bounded in bytes.</summary>
internal sealed class HeldEvents(int maximumBytes)
{
    // What an event takes beside its payload.
    private const int Overhead = 128;

    private readonly Queue<OutboundEvent> _events = new();
    private long _bytes;

    /// <summary>Keeps an event; false when there are too many, and then none is kept.</summary>
    public bool TryAdd(OutboundEvent outbound)
    {
        _bytes += outbound.PayloadLength + Overhead;
        if (_bytes > maximumBytes)
        {
            _events.Clear();
            return false;
        }

        _events.Enqueue(outbound);
        return true;
    }

    public bool TryTake([NotNullWhen(true)] out OutboundEvent? outbound) => _events.TryDequeue(out outbound);

    public void Clear() => _events.Clear();
}
