using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Clients;

/// <summary>One room as one client sees it, over all its connections: what it must not be is noted at once, what is missing is found at the end.</summary>
internal sealed class RoomView(string client, string order, ConcurrentQueue<string> faults)
{
    private readonly Lock _gate = new();
    private readonly List<SeenEvent> _seen = [];
    private readonly HashSet<long> _numbers = [];
    private string? _epoch;
    private long _last;
    private bool _isAfterGap;
    private long _awaited = -1;
    private TaskCompletionSource? _reached;

    public string Client => client;

    public string Order => order;

    /// <summary>The event id to catch up from; null before the first event.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>The last event's; 0 before the first.</summary>
    public long LastNumber { get; private set; }

    /// <summary>How often the client was told that it was not recovered.</summary>
    public int Gaps { get; private set; }

    public void Take(JsonElement payload)
    {
        var eventId = payload.GetProperty("eventId").GetString()!;
        var number = payload.GetProperty("data").GetProperty("number").GetInt64();
        var dash = eventId.LastIndexOf('-');
        var (epoch, position) = (eventId[..dash], long.Parse(eventId.AsSpan(dash + 1), CultureInfo.InvariantCulture));
        lock (_gate)
        {
            if (!_numbers.Add(number))
            {
                faults.Enqueue($"{client}: {order} {number} came twice ({eventId}, after {LastEventId})");
                return;
            }

            if (epoch != _epoch && _epoch is not null && !_isAfterGap)
            {
                faults.Enqueue($"{client}: {order} has epoch {epoch} after {_epoch}, and the client was not told");
            }
            else if (epoch == _epoch && position <= _last)
            {
                faults.Enqueue($"{client}: {order} {number} at {position} came after {_last}");
            }

            _seen.Add(new SeenEvent(position, number, _isAfterGap));
            (_epoch, _last, LastEventId, LastNumber, _isAfterGap) = (epoch, position, eventId, number, false);
            if (number == _awaited)
            {
                _reached!.TrySetResult();
            }
        }
    }

    /// <summary>The server has said that something is missing.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            Gaps++;
            _isAfterGap = true;
            LastEventId = null;
        }
    }

    /// <summary>Completes when an event has come.</summary>
    public Task ReachAsync(long number)
    {
        lock (_gate)
        {
            (_awaited, _reached) = (number, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_numbers.Contains(number))
            {
                _reached.SetResult();
            }

            return _reached.Task;
        }
    }

    /// <summary>What came up to an event, in order; forgotten here.</summary>
    public IReadOnlyList<SeenEvent> TakeUpTo(long number)
    {
        lock (_gate)
        {
            var count = _seen.FindIndex(seen => seen.Number == number) + 1;
            var taken = _seen[..count];
            _seen.RemoveRange(0, count);
            return taken;
        }
    }
}
