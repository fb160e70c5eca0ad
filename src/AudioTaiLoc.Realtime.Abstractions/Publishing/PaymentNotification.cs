namespace AudioTaiLoc.Realtime;

/// <summary>News of a payment: sent as <c>notification:message</c> of type <c>payment_{Status}</c>, such as <c>payment_received</c>.</summary>
public sealed record PaymentNotification
{
    /// <summary>The order that was paid for.</summary>
    public required string OrderId { get; init; }

    /// <summary>What became of it: <c>received</c>, <c>failed</c>, <c>refunded</c>, …</summary>
    public string Status { get; init; } = "received";

    /// <summary>How much, in <see cref="Currency"/>; null when not told.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The ISO 4217 code; null when not told.</summary>
    public string? Currency { get; init; }

    /// <summary>The text; null for a plain sentence.</summary>
    public string? Message { get; init; }
}
