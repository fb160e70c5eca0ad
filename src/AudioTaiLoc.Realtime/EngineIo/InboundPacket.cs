namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>A received message in a rented buffer, or a signal in its place among the messages.</summary>
internal readonly record struct InboundPacket(byte[] Buffer, int Start, int Length, bool IsBinary, object? Signal = null)
{
    // Its place in the queue, and what the runtime adds to an array.
    private const int Overhead = 64;

    /// <summary>What it takes while it waits: the whole buffer, however little of it is the message. Signals are this side's own.</summary>
    public int HeldBytes => Signal is null ? Buffer.Length + Overhead : 0;

    public ReadOnlyMemory<byte> Data => Buffer.AsMemory(Start, Length);

    public static InboundPacket Of(object signal) => new([], 0, 0, false, signal);
}
