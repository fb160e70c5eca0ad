using System.Text;
using System.Text.Json;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A wire's end that notes when each event came, and what a client would come back with.</summary>
internal sealed class ValueTransport(TimeProvider time) : IConnectionTransport
{
    private readonly Lock _gate = new();
    private readonly List<ValueFrame> _frames = [];

    public IReadOnlyList<ValueFrame> Frames
    {
        get
        {
            lock (_gate)
            {
                return [.. _frames];
            }
        }
    }

    public int UnreadReplayBytes => 0;

    public void Send(OutboundEvent outbound)
    {
        var bytes = new byte[outbound.PayloadLength];
        using var payload = JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 0, outbound.WritePayload(bytes)));
        var root = payload.RootElement;
        var frame = new ValueFrame(
            root.GetProperty("room").GetString()!,
            root.GetProperty("key").GetString(),
            root.GetProperty("n").GetInt32(),
            outbound.Position,
            outbound.Offset,
            outbound.IsReplay,
            time.GetUtcNow());
        lock (_gate)
        {
            _frames.Add(frame);
        }
    }

    public void Close(CloseReason reason)
    {
    }
}

/// <summary>An event as a client got it.</summary>
/// <param name="Room">Where it was sent.</param>
/// <param name="Key">Of a value its key; null for an event that must arrive.</param>
/// <param name="Number">What the value is.</param>
/// <param name="Position">The position in its event id.</param>
/// <param name="Offset">The position a Socket.IO client would keep.</param>
/// <param name="IsReplay">Whether it did not come live.</param>
/// <param name="At">When it came.</param>
internal sealed record ValueFrame(string Room, string? Key, int Number, long Position, long? Offset, bool IsReplay, DateTimeOffset At);
