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
    private bool _isJoining;
    private int _begun;
    private string? _foreign;
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
                var fault = $"{client}: {order} has epoch {epoch} after {_epoch}, and the client was not told";
                if (_isJoining)
                {
                    // The answer that tells it may still be on its way.
                    _foreign = fault;
                }
                else
                {
                    faults.Enqueue(fault);
                }
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

    /// <summary>The client asks for the room: what comes from now on may overtake the answer.</summary>
    /// <returns>The event id to catch up from; null for none.</returns>
    public string? Begin()
    {
        lock (_gate)
        {
            (_isJoining, _begun, _foreign) = (true, _seen.Count, null);
            return LastEventId;
        }
    }

    /// <summary>The answer has come.</summary>
    /// <param name="isRecovered">False when the server has said that something is missing.</param>
    /// <param name="place">What to catch up from until an event comes.</param>
    public void Joined(bool isRecovered, string? place)
    {
        lock (_gate)
        {
            _isJoining = false;
            if (isRecovered)
            {
                if (_foreign is not null)
                {
                    faults.Enqueue(_foreign);
                }

                return;
            }

            Gaps++;
            if (_seen.Count > _begun)
            {
                _seen[_begun] = _seen[_begun] with { IsAfterGap = true };
            }
            else
            {
                _isAfterGap = true;
                LastEventId = place;
            }
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
            _begun = Math.Max(0, _begun - count);
            return taken;
        }
    }
}
