using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>
/// Moves <c>access_token</c> from the query of a real-time request to its <c>Authorization</c> header before anything,
/// the server's own request log included, has seen the address. Browsers cannot send a header with a WebSocket or with
/// server-sent events; any bearer scheme reads it from there without a hook of its own.
/// </summary>
internal sealed class AccessTokenContextFactory(IHttpContextFactory inner, RealtimePaths paths) : IHttpContextFactory
{
    private const string Parameter = "access_token";

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        ArgumentNullException.ThrowIfNull(featureCollection);
        if (featureCollection.Get<IHttpRequestFeature>() is { } request
            && request.QueryString.Contains(Parameter, StringComparison.Ordinal)
            && paths.IsRealtime(request.Path))
        {
            Move(request);
        }

        return inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => inner.Dispose(httpContext);

    private static void Move(IHttpRequestFeature request)
    {
        string? token = null;
        var query = QueryString.Empty;
        foreach (var parameter in new QueryStringEnumerable(request.QueryString))
        {
            if (parameter.DecodeName().Span.Equals(Parameter, StringComparison.OrdinalIgnoreCase))
            {
                token ??= parameter.DecodeValue().ToString();
            }
            else
            {
                query = query.Add(parameter.DecodeName().ToString(), parameter.DecodeValue().ToString());
            }
        }

        if (token is null)
        {
            return;
        }

        request.QueryString = query.Value ?? "";
        request.RawTarget = request.PathBase + request.Path + request.QueryString;
        if (token.Length > 0 && !request.Headers.ContainsKey(HeaderNames.Authorization))
        {
            request.Headers.Authorization = "Bearer " + token;
        }
    }
}
