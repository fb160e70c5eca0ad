using Microsoft.AspNetCore.Http.Features;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>Gives the framework's WebSocket a <see cref="FrameStream"/>, and us the same one: over HTTP/1.1 (upgrade) and HTTP/2 (extended CONNECT).</summary>
internal sealed class FrameStreamFeature(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    /// <summary>The stream, once the request was accepted.</summary>
    public FrameStream? Stream { get; private set; }

    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest ?? false;

    public bool IsExtendedConnect => connect?.IsExtendedConnect ?? false;

    public string? Protocol => connect?.Protocol;

    public async Task<Stream> UpgradeAsync() =>
        Stream = new FrameStream(await (upgrade ?? throw new InvalidOperationException("The request cannot be upgraded.")).UpgradeAsync().ConfigureAwait(false));

    public async ValueTask<Stream> AcceptAsync() =>
        Stream = new FrameStream(await (connect ?? throw new InvalidOperationException("The request is no extended CONNECT.")).AcceptAsync().ConfigureAwait(false));
}
