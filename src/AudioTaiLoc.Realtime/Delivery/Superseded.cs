namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes from what is replayed the events that a later one of the same target and key takes the place of; a log may have left them in.</summary>
internal static class Superseded
{
    public static EventHistory Remove(EventHistory history)
    {
        var entries = history.Entries;
        var index = entries.Count - 1;
        while (index >= 0 && entries[index].Event.ConflationKey is null)
        {
            index--;
        }

        if (index <= 0)
        {
            return history;
        }

        HashSet<(EventTarget, string)> seen = [];
        List<EventEntry> kept = [];
        for (index = entries.Count - 1; index >= 0; index--)
        {
            var one = entries[index].Event;
            if (one.ConflationKey is not { } key || seen.Add((one.Target, key)))
            {
                kept.Add(entries[index]);
            }
        }

        kept.Reverse();
        return history with { Entries = kept };
    }
}
