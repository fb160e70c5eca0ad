using System.Diagnostics;

namespace AudioTaiLoc.Realtime.BenchHost;

/// <summary>The design document's order data, with a sequence and a clock for the load generator; about 260 bytes as an event.</summary>
internal sealed record BenchOrder(double Total, int ItemCount, string CustomerEmail, string Note, long BenchSeq, long BenchNs)
{
    private static readonly string Padding = new('x', 60);

    public static long Nanoseconds() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    public static BenchOrder Make(long sequence) => new(299.99, 2, "user@example.com", Padding, sequence, Nanoseconds());
}

/// <summary>What the load generator asks to be published.</summary>
/// <param name="OrderId">The order, or the prefix of the orders.</param>
/// <param name="Rooms">Over how many orders the updates are spread.</param>
/// <param name="Count">How many updates.</param>
/// <param name="IntervalMs">The time between bursts; 0: one after another.</param>
/// <param name="Burst">Updates per burst.</param>
internal sealed record BenchRequest(string? OrderId = "bench", int Rooms = 1, int Count = 1, double IntervalMs = 0, int Burst = 1);
