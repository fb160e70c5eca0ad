using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

internal sealed partial class EngineIoSession
{
    private static partial class Log
    {
        [LoggerMessage(5021, LogLevel.Debug, "Engine.IO session {SessionId} closed: {Reason}.")]
        public static partial void Closed(ILogger logger, string sessionId, EngineIoCloseReason reason);

        [LoggerMessage(5022, LogLevel.Error, "A packet of Engine.IO session {SessionId} failed above Engine.IO; the session is closed.")]
        public static partial void HandlerFailed(ILogger logger, string sessionId, Exception exception);
    }
}
