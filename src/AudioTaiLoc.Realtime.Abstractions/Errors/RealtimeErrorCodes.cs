namespace AudioTaiLoc.Realtime;

/// <summary>The codes that a refused call, a refused connection or a closed connection carries, the same on both wires.</summary>
public static class RealtimeErrorCodes
{
    /// <summary>The call needs a signed-in user, or the token is missing or invalid.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The token was valid once and is no longer.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>The user is known and may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The payload is not what the call takes; the sentence names the field.</summary>
    public const string InvalidPayload = "invalid_payload";

    /// <summary>There is no call of that name.</summary>
    public const string UnknownEvent = "unknown_event";

    /// <summary>What the call names does not exist.</summary>
    public const string NotFound = "not_found";

    /// <summary>The call contradicts what is stored.</summary>
    public const string Conflict = "conflict";

    /// <summary>A field is longer, or a number of things larger, than the limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Too many calls; <c>retryAfterMs</c> says when to try again.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The connection reads less than is sent to it.</summary>
    public const string SlowConsumer = "slow_consumer";

    /// <summary>The host disconnected the user.</summary>
    public const string Kicked = "kicked";

    /// <summary>The server is stopping; connect again.</summary>
    public const string ShuttingDown = "shutting_down";

    /// <summary>A store or the event log is down; the call may be repeated.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>A fault of the server; details are in its log under the <c>traceId</c> of the refusal.</summary>
    public const string Internal = "internal";
}
