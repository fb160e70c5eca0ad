using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

internal sealed partial class WebSocketLink
{
    private static partial class Log
    {
        [LoggerMessage(5011, LogLevel.Debug, "A write to a WebSocket failed; the connection is given up.")]
        public static partial void WriteFailed(ILogger logger, Exception exception);
    }
}
