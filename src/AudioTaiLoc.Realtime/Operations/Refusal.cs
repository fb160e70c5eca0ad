using System.Text.Json;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>The answer to a call that was not done.</summary>
/// <param name="error">A sentence that a person can read.</param>
/// <param name="code">One of <see cref="RealtimeErrorCodes"/>.</param>
internal sealed class Refusal(string error, string code) : Ack
{
    public string Error => error;

    public override string RefusalCode => code;

    /// <summary>Only with <c>rate_limited</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Only with <c>internal</c>: finds the fault in the server's log.</summary>
    public string? TraceId { get; init; }

    public static Refusal From(RealtimeException exception) => new(exception.Message, exception.Code) { RetryAfter = exception.RetryAfter };

    protected override void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteString("error"u8, error);
        writer.WriteString("code"u8, code);
        if (RetryAfter is { } wait)
        {
            writer.WriteNumber("retryAfterMs"u8, (long)Math.Ceiling(wait.TotalMilliseconds));
        }

        if (TraceId is not null)
        {
            writer.WriteString("traceId"u8, TraceId);
        }
    }
}
