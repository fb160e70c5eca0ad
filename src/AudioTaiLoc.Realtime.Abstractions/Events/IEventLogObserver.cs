namespace AudioTaiLoc.Realtime;

/// <summary>Takes the entries of an event log as they come.</summary>
public interface IEventLogObserver
{
    /// <summary>
    /// Says where the observer stands: what comes next follows this position of this epoch. Called before the first entry, and
    /// again when the observer will not get what came in between: the log no longer had it when this node could reach the log
    /// again, or the log has lost its entries and begins anew under another epoch. Like <see cref="OnEntry"/> it is called in
    /// order, must return at once and must not throw. The default does nothing.
    /// </summary>
    /// <param name="epoch">The <see cref="IEventLog.Epoch"/> from now on.</param>
    /// <param name="position">The position that the next entry follows.</param>
    void OnBegin(string epoch, long position)
    {
    }

    /// <summary>Takes the next entry. Called for one entry at a time, in order; it must return at once and must not throw.</summary>
    /// <param name="entry">The entry; its payload stays valid.</param>
    void OnEntry(in EventEntry entry);
}
