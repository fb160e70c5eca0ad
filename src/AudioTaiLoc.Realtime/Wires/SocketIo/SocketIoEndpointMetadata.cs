using Microsoft.AspNetCore.Authorization;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>
/// The authorization that the host put on the mapped address. Over Socket.IO the token comes after the request was let
/// in, so it is asked when a client connects to the namespace.
/// </summary>
internal sealed class SocketIoEndpointMetadata
{
    public IReadOnlyList<IAuthorizeData> Authorization { get; private set; } = [];

    public void Read(IEnumerable<object> metadata) => Authorization = [.. metadata.OfType<IAuthorizeData>()];
}
