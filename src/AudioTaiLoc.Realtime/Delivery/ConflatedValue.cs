namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>One value on this node: the newest event of a target and key, and when it was sent. Only the dispatcher uses it.</summary>
internal sealed class ConflatedValue
{
    public ConflatedValue(ValueGroup group, string key)
    {
        Group = group;
        Key = key;
        Unsettled = new LinkedListNode<ConflatedValue>(this);
    }

    public ValueGroup Group { get; }

    public string Key { get; }

    /// <summary>Its place in the group's list.</summary>
    public int Index { get; set; }

    /// <summary>The newest event.</summary>
    public EventEntry Latest { get; set; }

    /// <summary>Whether it waits to be sent.</summary>
    public bool IsPending { get; set; }

    /// <summary>When it was sent last.</summary>
    public long SentAt { get; set; }

    /// <summary>The time from which on it may be sent again.</summary>
    public long NotBefore { get; set; }

    /// <summary>
    /// The node's position when every node must have sent the newest event; <see cref="long.MaxValue"/> until then. Who has seen
    /// something beyond it has seen the value.
    /// </summary>
    public long SettledAt { get; set; } = long.MaxValue;

    /// <summary>Its place among those of the group that were sent and are not settled; in no list when it waits or is settled.</summary>
    public LinkedListNode<ConflatedValue> Unsettled { get; }

    /// <summary>Its place among the values that are kept for who enters or comes back later; null when it is not.</summary>
    public LinkedListNode<ConflatedValue>? Kept { get; set; }
}
