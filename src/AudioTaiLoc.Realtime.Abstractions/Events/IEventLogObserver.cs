namespace AudioTaiLoc.Realtime;

/// <summary>Takes the entries of an event log as they come.</summary>
public interface IEventLogObserver
{
    /// <summary>Takes the next entry. Called for one entry at a time, in order; it must return at once and must not throw.</summary>
    /// <param name="entry">The entry; its payload stays valid.</param>
    void OnEntry(in EventEntry entry);
}
