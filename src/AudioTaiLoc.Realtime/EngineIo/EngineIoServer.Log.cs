using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

internal sealed partial class EngineIoServer
{
    private static partial class Log
    {
        [LoggerMessage(5031, LogLevel.Warning, "An Engine.IO handshake was refused with {SessionCount} sessions open.")]
        public static partial void Refused(ILogger logger, int sessionCount);
    }
}
