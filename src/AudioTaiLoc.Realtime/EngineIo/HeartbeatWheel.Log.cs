using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

internal sealed partial class HeartbeatWheel
{
    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Error, "A heartbeat or timeout failed.")]
        public static partial void EntryFailed(ILogger logger, Exception exception);
    }
}
