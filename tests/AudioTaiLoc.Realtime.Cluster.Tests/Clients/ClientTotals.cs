using System.Collections.Concurrent;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Clients;

/// <summary>What all clients did so far.</summary>
internal sealed class ClientTotals
{
    private readonly ConcurrentDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private long _events;
    private long _connects;
    private long _recovered;
    private long _failed;

    public void Event() => Interlocked.Increment(ref _events);

    public void Connected(bool isRecovered)
    {
        Interlocked.Increment(ref _connects);
        if (isRecovered)
        {
            Interlocked.Increment(ref _recovered);
        }
    }

    public void ConnectFailed() => Interlocked.Increment(ref _failed);

    public void Refused(string code) => _refusals.AddOrUpdate(code, 1, static (_, count) => count + 1);

    public override string ToString() =>
        $"{Interlocked.Read(ref _events)} deliveries, {Interlocked.Read(ref _connects)} connections, of which {Interlocked.Read(ref _recovered)} recovered Socket.IO's,"
        + $" {Interlocked.Read(ref _failed)} attempts or connections failed, refusals: [{string.Join(", ", _refusals.Select(refusal => $"{refusal.Key} {refusal.Value}"))}]";
}
