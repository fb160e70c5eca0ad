using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Operations;

internal sealed partial class OperationPipeline
{
    [LoggerMessage(1, LogLevel.Error, "{Operation} failed (trace {TraceId}).", EventName = "CallFailed")]
    private static partial void LogFailed(ILogger logger, string operation, string traceId, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Operation} was not answered in time, or its connection ended.", EventName = "CallTimedOut")]
    private static partial void LogTimedOut(ILogger logger, string operation, Exception exception);
}
