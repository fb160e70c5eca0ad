using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Redis.Tests.Presence;

/// <summary>What a log says of each user's coming and going, in its order.</summary>
internal sealed class PresenceJournal : IEventLogObserver
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _told = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Users of whom something was told.</summary>
    public IEnumerable<string> Users => _told.Keys;

    public static async Task<PresenceJournal> StartAsync(IEventLog log)
    {
        var journal = new PresenceJournal();
        await log.TailAsync(journal, TestContext.Current.CancellationToken);
        return journal;
    }

    public static byte[] ToPayload(string userId) => Encoding.UTF8.GetBytes($$"""{"userId":"{{userId}}"}""");

    public string[] Of(string userId) => _told.TryGetValue(userId, out var told) ? [.. told] : [];

    /// <summary>Waits until what it says is so.</summary>
    public async Task UntilAsync(Func<PresenceJournal, bool> isSo)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (isSo(this))
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        }
    }

    public void OnEntry(in EventEntry entry)
    {
        if (entry.Event.Name is not ("user:online" or "user:offline"))
        {
            return;
        }

        _told.GetOrAdd(JsonElement.Parse(entry.Event.Payload.Span).GetProperty("userId").GetString()!, static _ => new()).Enqueue(entry.Event.Name);
        lock (_gate)
        {
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
