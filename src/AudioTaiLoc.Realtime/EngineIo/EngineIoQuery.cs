using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// The parameters of an Engine.IO request. Read here and not through the request's own collection, which is kept as long as the
/// request: for a WebSocket, as long as its connection.
/// </summary>
/// <param name="Transport"><c>transport</c>; null when it is missing.</param>
/// <param name="SessionId"><c>sid</c>; null when it is missing or empty.</param>
/// <param name="Version"><c>EIO</c>; null when it is missing.</param>
internal readonly record struct EngineIoQuery(string? Transport, string? SessionId, string? Version)
{
    /// <summary>Reads them; of a parameter that comes twice, both, as the framework does: no value that is known.</summary>
    public static EngineIoQuery Of(HttpRequest request)
    {
        string? transport = null;
        string? sessionId = null;
        string? version = null;
        foreach (QueryStringEnumerable.EncodedNameValuePair parameter in new QueryStringEnumerable(request.QueryString.Value))
        {
            ReadOnlySpan<char> name = parameter.DecodeName().Span;
            if (name.Equals("transport", StringComparison.OrdinalIgnoreCase))
            {
                transport = Add(transport, parameter.DecodeValue().Span);
            }
            else if (name.Equals("sid", StringComparison.OrdinalIgnoreCase))
            {
                sessionId = Add(sessionId, parameter.DecodeValue().Span);
            }
            else if (name.Equals("EIO", StringComparison.OrdinalIgnoreCase))
            {
                version = Add(version, parameter.DecodeValue().Span);
            }
        }

        return new(transport, string.IsNullOrEmpty(sessionId) ? null : sessionId, version);
    }

    private static string Add(string? earlier, ReadOnlySpan<char> value)
    {
        if (earlier is not null)
        {
            return $"{earlier},{value}";
        }

        return value switch
        {
            "polling" => "polling",
            "websocket" => "websocket",
            "4" => "4",
            _ => value.ToString(),
        };
    }
}
