namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>A received message in a rented buffer, or a signal in its place among the messages.</summary>
internal readonly record struct InboundPacket(byte[] Buffer, int Start, int Length, bool IsBinary, object? Signal = null)
{
    public ReadOnlyMemory<byte> Data => Buffer.AsMemory(Start, Length);

    public static InboundPacket Of(object signal) => new([], 0, 0, false, signal);
}
