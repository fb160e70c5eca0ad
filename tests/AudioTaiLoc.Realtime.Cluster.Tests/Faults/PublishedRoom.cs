namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>What was published to one room, and what is known of it: one batch at a time, so that the order is known too.</summary>
internal sealed class PublishedRoom(string order)
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _acknowledged = [];
    private long _last;

    public string Order => order;

    public long Next()
    {
        lock (_gate)
        {
            return ++_last;
        }
    }

    public void Acknowledge(long number)
    {
        lock (_gate)
        {
            _acknowledged.Add(number);
        }
    }

    /// <summary>The acknowledged ones up to a number, forgotten here. What was not acknowledged may have been published once, at any time, or not at all.</summary>
    public IReadOnlyList<long> TakeAcknowledged(long upTo)
    {
        lock (_gate)
        {
            long[] taken = [.. _acknowledged.Where(number => number <= upTo).Order()];
            _acknowledged.ExceptWith(taken);
            return taken;
        }
    }
}
