namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">Which node's, where it is one's.</param>
/// <param name="Before">How long all is well before it.</param>
internal sealed record Fault(FaultKind Kind, int Node, TimeSpan Before)
{
    /// <summary>The faults of a seed.</summary>
    public static IReadOnlyList<Fault> Draw(int seed, int count, int nodes)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<FaultKind>();
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
                new Fault(kinds[random.Next(kinds.Length)], random.Next(nodes), TimeSpan.FromMilliseconds(random.Next(200, 1500)))),
        ];
    }

    public override string ToString() => Kind is FaultKind.RedisRestarted or FaultKind.RedisFrozen or FaultKind.ProxyReloaded ? $"{Kind}" : $"{Kind} {Node}";
}
