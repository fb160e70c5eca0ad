using System.Text.Json;

namespace SampleHost.Shop;

/// <summary>A booked service.</summary>
internal sealed record Booking
{
    public required string Id { get; init; }

    public required string CustomerId { get; init; }

    public required string CustomerEmail { get; init; }

    public required string ServiceName { get; init; }

    public required string Place { get; init; }

    public required DateTimeOffset ScheduledDate { get; init; }

    public required string Status { get; init; }

    /// <summary>What staff said with the last change.</summary>
    public JsonElement? Data { get; init; }

    public required IReadOnlyList<StatusChange> History { get; init; }
}
