namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The values of one target. They are sent together, in the order of the log: nobody sees an older position after a newer one.</summary>
internal sealed class ValueGroup(EventTarget target)
{
    private const int MostWithoutIndex = 8;

    private readonly List<ConflatedValue> _values = new(1);
    private Dictionary<string, ConflatedValue>? _byKey;

    public EventTarget Target => target;

    public IReadOnlyList<ConflatedValue> Values => _values;

    /// <summary>Those that wait.</summary>
    public List<ConflatedValue> Pending { get; } = new(1);

    /// <summary>When those that wait may all be sent.</summary>
    public long FlushDue { get; set; }

    /// <summary>When what was sent is settled.</summary>
    public long SettleDue { get; set; }

    /// <summary>The time for which it stands in the queue; 0 when in none.</summary>
    public long QueuedFor { get; set; }

    public long Due => Pending.Count > 0 ? FlushDue : SettleDue;

    public ConflatedValue GetOrAdd(string key)
    {
        if (Find(key) is { } found)
        {
            return found;
        }

        var value = new ConflatedValue(this, key);
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
        _values.Remove(value);
        _byKey?.Remove(value.Key);
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
