namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Why the server ends a connection.</summary>
/// <param name="Code">One of <see cref="RealtimeErrorCodes"/>.</param>
/// <param name="Message">A sentence for the client.</param>
/// <param name="MayReconnect">True when the client should come back by itself.</param>
internal sealed record CloseReason(string Code, string Message, bool MayReconnect = false)
{
    public static CloseReason SlowConsumer { get; } = new(RealtimeErrorCodes.SlowConsumer, "The connection reads less than is sent to it.", MayReconnect: true);

    public static CloseReason TokenExpired { get; } = new(RealtimeErrorCodes.TokenExpired, "The token has expired; connect with a new one.");

    public static CloseReason ShuttingDown { get; } = new(RealtimeErrorCodes.ShuttingDown, "The server is stopping; connect again.", MayReconnect: true);

    public static CloseReason Kicked(string reason) => new(RealtimeErrorCodes.Kicked, reason);
}
