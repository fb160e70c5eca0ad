using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

internal sealed partial class RoomSubscriber
{
    [LoggerMessage(1, LogLevel.Warning, "Whether connection {ConnectionId} may stay in a room could not be found out; it leaves.", EventName = "CheckFailed")]
    private static partial void LogCheckFailed(ILogger logger, string connectionId, Exception exception);
}
