using System.Threading.Channels;

namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>Keeps the entries it is given for a test to wait for.</summary>
public sealed class RecordingObserver : IEventLogObserver
{
    private readonly Channel<EventEntry> _entries = Channel.CreateUnbounded<EventEntry>();

    /// <summary>True when an entry is there that was not yet taken.</summary>
    public bool HasMore => _entries.Reader.TryPeek(out _);

    public void OnEntry(in EventEntry entry) => _entries.Writer.TryWrite(entry);

    /// <summary>Waits for the next entry.</summary>
    public async Task<EventEntry> NextAsync() => await _entries.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits for the next several entries.</summary>
    public async Task<IReadOnlyList<EventEntry>> NextAsync(int count)
    {
        var entries = new List<EventEntry>(count);
        while (entries.Count < count)
        {
            entries.Add(await NextAsync());
        }

        return entries;
    }
}
