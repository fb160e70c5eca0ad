namespace AudioTaiLoc.Realtime;

/// <summary>A refusal with one of <see cref="RealtimeErrorCodes"/>. A store or an authorizer throws it to refuse a call; the message is shown to the client.</summary>
public class RealtimeException : Exception
{
    /// <summary>Makes a refusal.</summary>
    /// <param name="code">One of <see cref="RealtimeErrorCodes"/>.</param>
    /// <param name="message">A sentence that a person can read; it reaches the client.</param>
    /// <param name="innerException">What went wrong below; it stays on the server.</param>
    public RealtimeException(string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Code = code;
    }

    /// <summary>One of <see cref="RealtimeErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>When to try again, for <see cref="RealtimeErrorCodes.RateLimited"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
