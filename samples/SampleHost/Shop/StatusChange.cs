namespace SampleHost.Shop;

/// <summary>A status and when it was reached.</summary>
internal sealed record StatusChange(string Status, DateTimeOffset At);
