using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Admission;

internal sealed partial class StartupCheck
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The host has no default authentication scheme and AudioTaiLoc:Realtime:AllowGuests is off: unless the host finds out by other means who asks, nobody can connect. Add a scheme, such as AddAuthentication().AddJwtBearer(), or set AllowGuests.",
        EventName = "NoAuthenticationScheme")]
    private static partial void LogNoScheme(ILogger logger);
}
