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

    /// <summary>It sends messages or bytes faster than the limit, whatever is in them.</summary>
    public static CloseReason TooMuchSent { get; } = new(RealtimeErrorCodes.RateLimited, "The connection sends too much.", MayReconnect: true);

    /// <summary>It sent a message over the limit.</summary>
    public static CloseReason TooLarge { get; } = new(RealtimeErrorCodes.TooLarge, "A message was larger than the server takes.", MayReconnect: true);

    /// <summary>It sent what is no message of its wire.</summary>
    public static CloseReason Malformed { get; } = new(RealtimeErrorCodes.InvalidPayload, "The connection sent what is no message.", MayReconnect: true);

    /// <summary>The server met a fault of its own with what it sent.</summary>
    public static CloseReason Failed { get; } = new(RealtimeErrorCodes.Internal, "Something went wrong on the server.", MayReconnect: true);

    /// <summary>It went on calling although it was refused.</summary>
    public static CloseReason TooManyRefusals { get; } = new(RealtimeErrorCodes.RateLimited, "Too many calls were refused.");

    /// <summary>The log does not answer, and too much came meanwhile for a client that waits for it.</summary>
    public static CloseReason LogUnavailable { get; } = new(RealtimeErrorCodes.Unavailable, "The server could not find what was missed; connect again.", MayReconnect: true);

    /// <summary>What came in between did not reach this node: a client learns when it comes back that it was not recovered.</summary>
    public static CloseReason EventsLost { get; } = new(RealtimeErrorCodes.Unavailable, "Events were lost; connect again.", MayReconnect: true);

    public static CloseReason Kicked(string reason) => new(RealtimeErrorCodes.Kicked, reason);
}
