namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Bounds what is kept for those who enter a room or come back later: the value that was not updated for longest gives way. Only the dispatcher uses it.</summary>
internal sealed class KeptValues(ConflationOptions limits)
{
    private readonly LinkedList<ConflatedValue> _order = new();
    private int _count;
    private long _bytes;

    /// <summary>How many there are; may be read from anywhere.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Payload bytes of all; may be read from anywhere.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Sets a value's newest event.</summary>
    public void Update(ConflatedValue value, in EventEntry latest)
    {
        if (latest.Event.IsVolatile)
        {
            Remove(value);
        }
        else if (value.Kept is { } node)
        {
            Volatile.Write(ref _bytes, _bytes + latest.Event.Payload.Length - value.Latest.Event.Payload.Length);
            _order.Remove(node);
            _order.AddLast(node);
        }
        else
        {
            value.Kept = _order.AddLast(value);
            Volatile.Write(ref _bytes, _bytes + latest.Event.Payload.Length);
            Volatile.Write(ref _count, _order.Count);
        }

        value.Latest = latest;
    }

    /// <summary>What has to give way; null while all is within bounds.</summary>
    public ConflatedValue? FindExcess() =>
        _order.Count > limits.MaximumValues || (_bytes > limits.MaximumBytes && _order.Count > 1) ? _order.First!.Value : null;

    public void Clear()
    {
        _order.Clear();
        Volatile.Write(ref _bytes, 0);
        Volatile.Write(ref _count, 0);
    }

    /// <summary>Keeps a value no longer; one that is not kept here is passed over.</summary>
    public void Remove(ConflatedValue value)
    {
        if (value.Kept is { } node && node.List == _order)
        {
            _order.Remove(node);
            value.Kept = null;
            Volatile.Write(ref _bytes, _bytes - value.Latest.Event.Payload.Length);
            Volatile.Write(ref _count, _order.Count);
        }
    }
}
