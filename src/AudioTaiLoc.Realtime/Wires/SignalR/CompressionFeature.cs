using System.Net.WebSockets;
using AudioTaiLoc.Realtime.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>Accepts a hub's WebSocket with permessage-deflate, without context takeover either way, where the client offers it.</summary>
internal sealed class CompressionFeature(HttpContext context, IHttpWebSocketFeature inner, FrameStreamFeature streams, CompressedRecords records)
    : IHttpWebSocketFeature
{
    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext accept)
    {
        if (!DeflateOffer.IsOffered(context.Request.Headers.SecWebSocketExtensions))
        {
            return await inner.AcceptAsync(accept).ConfigureAwait(false);
        }

        // The framework answers to what was offered, and only an offer of it makes clients keep no context: else a window of
        // 32 KiB would stay with each connection. A server may answer so to any offer (RFC 7692, 7.1.1.2).
        context.Request.Headers.SecWebSocketExtensions = DeflateOffer.Accepted;
        var socket = await inner.AcceptAsync(new WebSocketAcceptContext
        {
            SubProtocol = accept.SubProtocol,
            KeepAliveInterval = accept.KeepAliveInterval,
            KeepAliveTimeout = accept.KeepAliveTimeout,
            DangerousEnableCompression = true,
            DisableServerContextTakeover = true,
        }).ConfigureAwait(false);
        return new CompressingWebSocket(socket, streams.Stream!, records);
    }
}
