using System.Threading.Channels;

namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>Keeps the entries it is given for a test to wait for.</summary>
public sealed class RecordingObserver : IEventLogObserver
{
    private readonly Channel<EventEntry> _entries = Channel.CreateUnbounded<EventEntry>();
    private readonly Channel<(string Epoch, long Position)> _beginnings = Channel.CreateUnbounded<(string, long)>();
    private long _position;

    /// <summary>The position of the newest entry that it was given, or where it began.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>True when an entry is there that was not yet taken.</summary>
    public bool HasMore => _entries.Reader.TryPeek(out _);

    /// <summary>True when it was told where it stands, and that was not yet taken.</summary>
    public bool HasBegunAgain => _beginnings.Reader.TryPeek(out _);

    public void OnBegin(string epoch, long position)
    {
        Volatile.Write(ref _position, position);
        _beginnings.Writer.TryWrite((epoch, position));
    }

    public void OnEntry(in EventEntry entry)
    {
        Volatile.Write(ref _position, entry.Position);
        _entries.Writer.TryWrite(entry);
    }

    /// <summary>Waits until it is told where it stands.</summary>
    public async Task<(string Epoch, long Position)> BeginningAsync() =>
        await _beginnings.Reader.ReadAsync(TestContext.Current.CancellationToken);

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
