using System.Collections.Concurrent;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Clients;

/// <summary>What all clients did so far.</summary>
internal sealed class ClientTotals
{
    private readonly ConcurrentDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private long _events;
    private long _connects;
    private long _recovered;
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    public void Event() => Interlocked.Increment(ref _events);

    public void Connected(bool isRecovered)
    {
        Interlocked.Increment(ref _connects);
        if (isRecovered)
        {
            Interlocked.Increment(ref _recovered);
        }
    }

    public void ConnectFailed(Exception exception) =>
        _failures.AddOrUpdate($"{exception.GetType().Name} '{exception.Message}'", 1, static (_, count) => count + 1);

    public void Refused(string code) => _refusals.AddOrUpdate(code, 1, static (_, count) => count + 1);

    public override string ToString() =>
        $"{Interlocked.Read(ref _events)} deliveries, {Interlocked.Read(ref _connects)} connections, of which {Interlocked.Read(ref _recovered)} recovered Socket.IO's,"
        + $" attempts or connections that failed: [{Tell(_failures)}], refusals: [{Tell(_refusals)}]";

    private static string Tell(IEnumerable<KeyValuePair<string, int>> counts) => string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"));
}
