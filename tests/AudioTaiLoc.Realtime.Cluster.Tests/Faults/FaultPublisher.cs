using System.Net.Http.Json;
using AudioTaiLoc.Realtime.Cluster.Tests.Servers;
using AudioTaiLoc.Realtime.ClusterHost;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>The shop: publishes to all rooms over any node, and remembers what was acknowledged. It repeats nothing.</summary>
internal sealed class FaultPublisher(ClusterServers servers, IReadOnlyList<PublishedRoom> rooms)
{
    private const int Workers = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private long _published;
    private long _unknown;

    public long Published => Interlocked.Read(ref _published);

    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Publishes until it is told to stop.</summary>
    public Task RunAsync(int seed, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(worker, new Random((seed * Workers) + worker), stopping)));

    /// <summary>Publishes one event to each room and returns their numbers, for those that were acknowledged only in the end.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FenceAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, long> fences = [];
        for (var attempt = 0; fences.Count < rooms.Count; attempt++)
        {
            PublishRequest[] events = [.. rooms.Where(room => !fences.ContainsKey(room.Order)).Select(room => new PublishRequest(room.Order, room.Next()))];
            var isDone = await PublishAsync(attempt % servers.Nodes.Count, events, cancellationToken);
            for (var i = 0; i < events.Length; i++)
            {
                if (isDone[i])
                {
                    fences.Add(events[i].Order, events[i].Number);
                }
            }
        }

        return fences;
    }

    private async Task WorkAsync(int worker, Random random, CancellationToken stopping)
    {
        PublishedRoom[] own = [.. rooms.Where((_, index) => index % Workers == worker)];
        var due = 0.0;
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (own.Length > 0 && await timer.WaitForNextTickAsync(stopping))
            {
                due += FaultSettings.Rate * Tick.TotalSeconds / Workers;
                PublishRequest[] events = [.. Enumerable.Range(0, (int)due).Select(_ => own[random.Next(own.Length)]).Select(room => new PublishRequest(room.Order, room.Next()))];
                due -= events.Length;
                if (events.Length > 0)
                {
                    // Not cut short in the middle: then more would be unknown than need be.
                    await PublishAsync(random.Next(servers.Nodes.Count), events, CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task<bool[]> PublishAsync(int node, PublishRequest[] events, CancellationToken cancellationToken)
    {
        var isDone = new bool[events.Length];
        try
        {
            using var answer = await servers.Http.PostAsJsonAsync(new Uri(servers.Nodes[node].Url, "/publish"), events, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                isDone = await answer.Content.ReadFromJsonAsync<bool[]>(cancellationToken) ?? isDone;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The node is gone, or does not answer: nobody knows what it has done.
        }

        for (var i = 0; i < events.Length; i++)
        {
            if (isDone[i])
            {
                rooms.First(room => room.Order == events[i].Order).Acknowledge(events[i].Number);
                Interlocked.Increment(ref _published);
            }
            else
            {
                Interlocked.Increment(ref _unknown);
            }
        }

        return isDone;
    }
}
