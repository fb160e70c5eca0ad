namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Answers one query: walks the chains of its targets back from their ends, so that it costs what they have and not what the log has.</summary>
internal sealed class EventWalk
{
    private readonly EventQuery _query;
    private readonly HashSet<EventTarget> _targets;
    private readonly List<EventEntry> _entries = [];

    public EventWalk(EventQuery query)
    {
        _query = query;
        _targets = [.. query.Targets];
        if (_targets.Any(target => target.Kind == EventTargetKind.Users))
        {
            throw new ArgumentException("Ask for each user by itself.", nameof(query));
        }
    }

    /// <summary>Collects what matches; false when that is more than was asked for. The log's lock is held.</summary>
    public bool Collect(EventRing ring, EventChains chains)
    {
        var namesUser = false;
        foreach (var target in _targets)
        {
            namesUser |= target.Kind == EventTargetKind.User;
            if (!Walk(ring, chains.Find(target)))
            {
                return false;
            }
        }

        return !namesUser || Walk(ring, chains.FindUsers());
    }

    /// <summary>What was collected, in the order of the positions.</summary>
    public EventHistory ToHistory()
    {
        _entries.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        return new EventHistory(true, _entries);
    }

    private bool Walk(EventRing ring, EventChain? chain)
    {
        // Going back, the first of a key is the last that was appended: what it took the place of is neither sent nor counted.
        HashSet<string>? keys = null;
        var number = chain?.Last ?? 0;
        while (number >= ring.First)
        {
            ref var slot = ref ring[number];
            if (slot.Position <= _query.After)
            {
                break;
            }

            if (slot.Position <= _query.UpTo
                && (slot.UserIds is null ? slot.ConflationKey is null || (keys ??= []).Add(slot.ConflationKey) : NamesAny(slot.UserIds)))
            {
                if (_entries.Count == _query.MaxCount)
                {
                    return false;
                }

                _entries.Add(slot.ToEntry());
            }

            number = slot.Previous;
        }

        return true;
    }

    private bool NamesAny(string[] userIds)
    {
        foreach (var target in _targets)
        {
            if (target.Kind == EventTargetKind.User && Array.BinarySearch(userIds, target.Name, StringComparer.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
