using System.Security.Cryptography;
using System.Text;
using AudioTaiLoc.Realtime.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// The opening of a WebSocket (RFC 6455, 4.2; RFC 8441 for HTTP/2) on the server's own features, which give the bare stream
/// that frames are written to. The host needs no WebSocket middleware.
/// </summary>
internal static class WebSocketHandshake
{
    private const int KeyLength = 24;

    /// <summary>Whether the request wants to become a WebSocket.</summary>
    public static bool IsRequested(HttpContext context)
    {
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" })
        {
            return true;
        }

        return HttpMethods.IsGet(context.Request.Method)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && HasToken(context.Request.Headers.Upgrade.ToString(), "websocket");
    }

    /// <summary>Whether its headers are complete; asked before anything is answered.</summary>
    public static bool IsWellFormed(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        if (headers.SecWebSocketVersion != "13")
        {
            return false;
        }

        if (IsExtendedConnect(context))
        {
            return true;
        }

        Span<byte> nonce = stackalloc byte[18];
        string key = headers.SecWebSocketKey.ToString();
        return key.Length == KeyLength && Convert.TryFromBase64String(key, nonce, out int length) && length == 16;
    }

    /// <summary>Answers the request and gives the stream.</summary>
    /// <exception cref="InvalidOperationException">The server takes no more upgraded connections.</exception>
    public static async ValueTask<Stream> AcceptAsync(HttpContext context, bool deflate)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (deflate)
        {
            headers.SecWebSocketExtensions = DeflateOffer.Accepted;
        }

        if (IsExtendedConnect(context))
        {
            return await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync().ConfigureAwait(false);
        }

        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptValue(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
    }

    private static bool IsExtendedConnect(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static bool HasToken(string header, string token)
    {
        foreach (Range part in header.AsSpan().Split(','))
        {
            if (header.AsSpan()[part].Trim().Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 here; it proves that this is a WebSocket server, and protects nothing.
    private static string AcceptValue(string key)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"), hash);
        return Convert.ToBase64String(hash);
    }
#pragma warning restore CA5350
}
