using System.Globalization;
using AudioTaiLoc.Realtime.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>
/// Stands before the library's own addresses, after the host's middleware, so that the address is the one that forwarded
/// headers told of: whoever connects too often is answered 429, and everyone 503 by a node that stops, before anything is made for
/// the connection.
/// </summary>
internal sealed class HandshakeGate(ConnectionQuota quota, DrainState drain)
{
    private const string TooOften = """{"code":"rate_limited","message":"Too many new connections from your address; try again a little later."}""";
    private const string Stopping = """{"code":"shutting_down","message":"The server is stopping; connect again."}""";

    /// <summary>Guards SignalR's address: a request without a connection's id makes one.</summary>
    public RequestDelegate GuardSignalR(RequestDelegate next) => context =>
        HasConnection(context) ? next(context) : AdmitAsync(context, next);

    /// <summary>Guards Engine.IO's address: a request without a session's id makes one.</summary>
    public RequestDelegate GuardEngineIo(RequestDelegate next) => context =>
        HasSession(context.Request.QueryString) ? next(context) : AdmitAsync(context, next);

    // As the framework takes it: an empty id is none, and a negotiation makes a connection whatever id it is sent with.
    private static bool HasConnection(HttpContext context) =>
        !StringValues.IsNullOrEmpty(context.Request.Query["id"]) && context.GetEndpoint()?.Metadata.GetMetadata<NegotiateMetadata>() is null;

    // Not through the request's own collection: it would be kept as long as a WebSocket lasts.
    private static bool HasSession(QueryString query)
    {
        foreach (var parameter in new QueryStringEnumerable(query.Value))
        {
            if (parameter.DecodeName().Span.Equals("sid", StringComparison.OrdinalIgnoreCase) && !parameter.EncodedValue.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (drain.HasBegun)
        {
            // Clients try again by themselves, as after a refusal in the protocol they would not; a proxy may ask another node at once.
            return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, TimeSpan.Zero, Stopping);
        }

        return quota.TryHandshake(context.Connection.RemoteIpAddress, out var wait)
            ? next(context)
            : RefuseAsync(context, StatusCodes.Status429TooManyRequests, wait, TooOften);
    }

    private static Task RefuseAsync(HttpContext context, int status, TimeSpan wait, string body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, CancellationToken.None);
    }
}
