using System.Globalization;
using AudioTaiLoc.Realtime.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>
/// Stands before the library's own addresses, after the host's middleware, so that the address is the one that forwarded
/// headers told of: whoever connects too often is answered 429 before anything is made for the connection.
/// </summary>
internal sealed class HandshakeGate(ConnectionQuota quota)
{
    private const string Body = """{"code":"rate_limited","message":"Too many new connections from your address; try again a little later."}""";

    /// <summary>Guards SignalR's address: a request without a connection's id makes one.</summary>
    public RequestDelegate GuardSignalR(RequestDelegate next) => context =>
        context.Request.Query.ContainsKey("id") ? next(context) : AdmitAsync(context, next);

    /// <summary>Guards Engine.IO's address: a request without a session's id makes one.</summary>
    public RequestDelegate GuardEngineIo(RequestDelegate next) => context =>
        HasSession(context.Request.QueryString) ? next(context) : AdmitAsync(context, next);

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
        if (quota.TryHandshake(context.Connection.RemoteIpAddress, out var wait))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Body, CancellationToken.None);
    }
}
