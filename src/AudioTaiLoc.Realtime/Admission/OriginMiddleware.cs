using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>
/// Stands before the host's pipeline and looks only at real-time requests: answers CORS preflights, adds CORS headers,
/// and refuses WebSockets from pages that may not connect, which CORS does not cover. Under <c>*</c> it drops cookies,
/// so that no foreign page can act with somebody's log-in.
/// </summary>
internal sealed partial class OriginMiddleware(
    RequestDelegate next, OriginPolicy origins, RealtimePaths paths, ICorsService cors, ILogger<OriginMiddleware> logger)
{
    // A WebSocket's request lasts as long as its connection: what it need not wait for here, it should not hold either.
    public Task InvokeAsync(HttpContext context)
    {
        if (!paths.IsRealtime(context.Request.Path))
        {
            return next(context);
        }

        if (origins.AllowsAll)
        {
            context.Request.Headers.Remove(HeaderNames.Cookie);
        }

        if (OriginPolicy.IsSameOrigin(context.Request))
        {
            return next(context);
        }

        var answered = AnswerAsync(context);
        if (!answered.IsCompletedSuccessfully)
        {
            return ContinueAsync(context, answered);
        }

        return answered.Result ? Task.CompletedTask : next(context);
    }

    private async Task ContinueAsync(HttpContext context, ValueTask<bool> answered)
    {
        if (!await answered.ConfigureAwait(false))
        {
            await next(context).ConfigureAwait(false);
        }
    }

    // True when the request ends here.
    private async ValueTask<bool> AnswerAsync(HttpContext context)
    {
        var policy = await origins.FindAsync(context).ConfigureAwait(false);
        var result = policy is null ? null : cors.EvaluatePolicy(context, policy);
        if (result?.IsOriginAllowed != true)
        {
            if (!IsWebSocket(context.Request))
            {
                return false;
            }

            LogRefused(logger);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return true;
        }

        cors.ApplyResult(result, context.Response);
        if (result.IsPreflightRequest)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        return result.IsPreflightRequest;
    }

    // HTTP/1.1 upgrades; HTTP/2 connects with a protocol.
    private static bool IsWebSocket(HttpRequest request) =>
        HttpMethods.IsConnect(request.Method)
        || string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(1, LogLevel.Information, "A WebSocket from a page of another site is refused; see AudioTaiLoc:Realtime:CorsOrigin.", EventName = "OriginRefused")]
    private static partial void LogRefused(ILogger logger);
}
