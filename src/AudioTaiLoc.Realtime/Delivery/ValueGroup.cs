namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The values of one target. They are sent together, in the order of the log: nobody sees an older position after a newer one.</summary>
internal sealed class ValueGroup(EventTarget target)
{
    private const int MostWithoutIndex = 8;

    private readonly List<ConflatedValue> _values = new(1);
    private Dictionary<string, ConflatedValue>? _byKey;

    public EventTarget Target => target;

    /// <summary>All, in no order.</summary>
    public IReadOnlyList<ConflatedValue> Values => _values;

    /// <summary>Those that wait.</summary>
    public List<ConflatedValue> Pending { get; } = new(1);

    /// <summary>Those that were sent and may not have been by every node yet, in the order in which they were sent.</summary>
    public LinkedList<ConflatedValue> Unsettled { get; } = new();

    /// <summary>The longest interval of any of its values: one that waits may wait for the slowest.</summary>
    public long Slowest { get; set; }

    /// <summary>When those that wait may all be sent.</summary>
    public long FlushDue { get; set; }

    /// <summary>The position of the last event that took along what waited: who has seen it has seen all values before it. 0 when none is known.</summary>
    public long FlushedAt { get; set; }

    /// <summary>The time for which it stands in the queue; 0 when in none.</summary>
    public long QueuedFor { get; set; }

    /// <summary>When the value that was sent first is settled: other nodes are at most an interval behind or ahead with it.</summary>
    public long SettleDue => Unsettled.First is { } first ? first.Value.SentAt + (2 * Slowest) : long.MaxValue;

    /// <summary>When something is to be done; <see cref="long.MaxValue"/> for never.</summary>
    public long Due => Pending.Count > 0 ? Math.Min(FlushDue, SettleDue) : SettleDue;

    public ConflatedValue GetOrAdd(string key)
    {
        if (Find(key) is { } found)
        {
            return found;
        }

        var value = new ConflatedValue(this, key) { Index = _values.Count };
        _values.Add(value);
        if (_byKey is not null)
        {
            _byKey.Add(key, value);
        }
        else if (_values.Count > MostWithoutIndex)
        {
            _byKey = _values.ToDictionary(one => one.Key, StringComparer.Ordinal);
        }

        return value;
    }

    public void Remove(ConflatedValue value)
    {
        var last = _values[^1];
        _values[value.Index] = last;
        last.Index = value.Index;
        _values.RemoveAt(_values.Count - 1);
        _byKey?.Remove(value.Key);
    }

    /// <summary>Takes a value from those that are not settled; one that is not among them is passed over.</summary>
    public void RemoveUnsettled(ConflatedValue value)
    {
        if (value.Unsettled.List is not null)
        {
            Unsettled.Remove(value.Unsettled);
        }
    }

    private ConflatedValue? Find(string key)
    {
        if (_byKey is not null)
        {
            return _byKey.GetValueOrDefault(key);
        }

        foreach (var value in _values)
        {
            if (value.Key == key)
            {
                return value;
            }
        }

        return null;
    }
}
