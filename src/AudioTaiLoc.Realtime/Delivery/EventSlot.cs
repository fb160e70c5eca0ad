namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>One kept entry, as a struct in the log's ring: what is retained for long must not be an object of its own, or the collector copies it.</summary>
internal struct EventSlot
{
    /// <summary>The entry's place in the log.</summary>
    public long Position;

    /// <summary>When it was appended, as a timestamp of the log's clock.</summary>
    public long AppendedAt;

    /// <summary>The target, shared by all its entries.</summary>
    public EventChain Chain;

    /// <summary>The slot of the chain's entry before this one; 0 for none.</summary>
    public long Previous;

    /// <summary>The event name.</summary>
    public string Name;

    /// <summary>The payload, in a chunk of the log.</summary>
    public ReadOnlyMemory<byte> Payload;

    /// <summary>The connection that does not get the event.</summary>
    public string? ExceptConnectionId;

    /// <summary>For several users: their ids in ordinal order, so that one is found without comparing all.</summary>
    public string[]? UserIds;

    /// <summary>What the event is the newest word on; null for what must arrive.</summary>
    public string? ConflationKey;

    /// <summary>Whether who enters later is sent it.</summary>
    public bool HasSnapshot;

    /// <summary>Whether it is never compressed.</summary>
    public bool IsSecret;

    /// <summary>The entry as readers get it.</summary>
    public readonly EventEntry ToEntry()
    {
        var target = UserIds is null ? Chain.Target : EventTarget.Users(UserIds);
        return new EventEntry(Position, new RealtimeEvent(EventKind.Event, target, Name, Payload)
        {
            ExceptConnectionId = ExceptConnectionId,
            ConflationKey = ConflationKey,
            HasSnapshot = HasSnapshot,
            IsSecret = IsSecret,
        });
    }
}
