namespace AudioTaiLoc.Realtime;

/// <summary>What the event log answers to an <see cref="EventQuery"/>.</summary>
/// <param name="IsComplete">False when the log no longer reaches back to <see cref="EventQuery.After"/>, or more entries matched than were asked for; then <paramref name="Entries"/> is empty.</param>
/// <param name="Entries">The entries in the order of their positions, each once; volatile entries are never among them. A log may leave out, and not count, an entry that a later one up to <see cref="EventQuery.UpTo"/> with the same target and <see cref="RealtimeEvent.ConflationKey"/> takes the place of.</param>
public sealed record EventHistory(bool IsComplete, IReadOnlyList<EventEntry> Entries)
{
    /// <summary>The answer of a log that no longer has all that was asked for.</summary>
    public static EventHistory Incomplete { get; } = new(false, []);
}
