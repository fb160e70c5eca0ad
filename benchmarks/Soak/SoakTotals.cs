using System.Collections.Concurrent;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>What all clients have seen so far.</summary>
internal sealed class SoakTotals
{
    private readonly ConcurrentQueue<string> _faults = new();
    private long _connects;
    private long _recovered;
    private long _notRecovered;
    private long _received;
    private long _calls;
    private long _failedConnects;
    private long _unavailable;

    public long Connects => Interlocked.Read(ref _connects);

    public long Recovered => Interlocked.Read(ref _recovered);

    public long NotRecovered => Interlocked.Read(ref _notRecovered);

    public long Received => Interlocked.Read(ref _received);

    public long Calls => Interlocked.Read(ref _calls);

    public long FailedConnects => Interlocked.Read(ref _failedConnects);

    public long Unavailable => Interlocked.Read(ref _unavailable);

    public IReadOnlyCollection<string> Faults => _faults;

    public void Connected() => Interlocked.Increment(ref _connects);

    public void ConnectFailed() => Interlocked.Increment(ref _failedConnects);

    public void CaughtUp(bool completely) => Interlocked.Increment(ref completely ? ref _recovered : ref _notRecovered);

    public void Event() => Interlocked.Increment(ref _received);

    public void Called(System.Text.Json.JsonElement ack)
    {
        Interlocked.Increment(ref _calls);
        if (ack.TryGetProperty("code", out var code) && code.GetString() == RealtimeErrorCodes.Unavailable)
        {
            // What a store that is too busy answers; the client would try again.
            Interlocked.Increment(ref _unavailable);
        }
        else if (!ack.GetProperty("success").GetBoolean())
        {
            Fault($"a call was refused: {ack.GetRawText()}");
        }
    }

    public void Fault(string fault)
    {
        if (_faults.Count < 1000)
        {
            _faults.Enqueue(fault);
        }
    }
}
