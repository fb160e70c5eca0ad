using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>One Socket.IO packet with its attachments, encoded once and sent to any number of sockets of its namespace.</summary>
/// <param name="Head">The packet; its attachments follow in the chain.</param>
internal readonly record struct SocketIoFrame(EngineIoFrame Head)
{
    /// <summary>Bytes on a WebSocket, uncompressed.</summary>
    public int Length => Head.ChainLength;
}
