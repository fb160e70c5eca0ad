using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

internal sealed partial class ConnectionDrain
{
    [LoggerMessage(1, LogLevel.Information, "The host stops: {Connections} connections are closed over {Spread}.", EventName = "Draining")]
    private static partial void LogDraining(ILogger logger, int connections, TimeSpan spread);
}
