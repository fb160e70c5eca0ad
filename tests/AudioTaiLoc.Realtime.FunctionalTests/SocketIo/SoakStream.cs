namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>What one client has seen of one numbered sequence, over all its connections.</summary>
internal sealed class SoakStream
{
    /// <summary>The last number; null until there was one.</summary>
    public long? Last { get; private set; }

    /// <summary>The event id of the last number.</summary>
    public string? LastEventId { get; private set; }

    public long Received { get; private set; }

    /// <summary>Takes the next number.</summary>
    /// <returns>What is wrong with it; null when it is the one that follows.</returns>
    public string? Take(long number, string eventId)
    {
        var fault = Last is { } last && number != last + 1
            ? number <= last ? $"{number} came after {last}" : $"{last + 1} to {number - 1} are missing"
            : null;
        Last = number;
        LastEventId = eventId;
        Received++;
        return fault;
    }

    /// <summary>Begins anew: what was published meanwhile will not come.</summary>
    public void Forget() => (Last, LastEventId) = (null, null);
}
