using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Writes refusals in the reference server's form, e.g. <c>{"code":1,"message":"Session ID unknown"}</c>.</summary>
internal static class EngineIoErrors
{
    public static Task WriteAsync(HttpContext context, EngineIoError error)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        context.Response.StatusCode = error switch
        {
            EngineIoError.Forbidden => StatusCodes.Status403Forbidden,
            EngineIoError.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };
        ReadOnlyMemory<byte> body = Body(error);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    private static byte[] Body(EngineIoError error) => error switch
    {
        EngineIoError.UnknownTransport => """{"code":0,"message":"Transport unknown"}"""u8.ToArray(),
        EngineIoError.UnknownSession => """{"code":1,"message":"Session ID unknown"}"""u8.ToArray(),
        EngineIoError.BadHandshakeMethod => """{"code":2,"message":"Bad handshake method"}"""u8.ToArray(),
        EngineIoError.Forbidden => """{"code":4,"message":"Forbidden"}"""u8.ToArray(),
        EngineIoError.UnsupportedProtocolVersion => """{"code":5,"message":"Unsupported protocol version"}"""u8.ToArray(),
        EngineIoError.Unavailable => """{"code":6,"message":"Server unavailable"}"""u8.ToArray(),
        _ => """{"code":3,"message":"Bad request"}"""u8.ToArray(),
    };
}
