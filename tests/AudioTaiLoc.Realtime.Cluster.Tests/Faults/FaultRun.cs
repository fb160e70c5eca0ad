using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AudioTaiLoc.Realtime.Cluster.Tests.Clients;
using AudioTaiLoc.Realtime.Cluster.Tests.Servers;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>A cluster under load, with its clients, on which runs with faults follow one another.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);

    private readonly ClusterServers _servers;
    private readonly PublishedRoom[] _rooms;
    private readonly FaultPublisher _publisher;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<FaultClient> _clients = [];
    private readonly List<RoomView> _views = [];
    private readonly ClientTotals _totals = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    private FaultRun(ClusterServers servers)
    {
        _servers = servers;
        _rooms = [.. Enumerable.Range(0, FaultSettings.Rooms).Select(room => new PublishedRoom(string.Create(CultureInfo.InvariantCulture, $"order_{room}")))];
        _publisher = new FaultPublisher(servers, _rooms);
    }

    public string Totals => $"{_publisher.Published} events acknowledged, {_publisher.Unknown} not, {_views.Sum(view => view.Gaps)} times told of a gap; {_totals}";

    /// <summary>Starts the servers and the clients, and waits until these are in their rooms.</summary>
    public static async Task<FaultRun> StartAsync(CancellationToken cancellationToken)
    {
        var run = new FaultRun(await ClusterServers.StartAsync(cancellationToken));
        try
        {
            for (var client = 0; client < FaultSettings.Clients; client++)
            {
                run.AddClient(client);
            }

            await run._servers.GrantAsync(run._views.Select(view => new RoomGrantKey(RealtimeRooms.Order(view.Order), view.Client)), cancellationToken);
            run._running = Task.WhenAll(run._clients.Select(client => client.RunAsync(run._stopping.Token)));
            await Task.WhenAll(run._clients.Select(client => client.Joined)).WaitAsync(Patience, cancellationToken);

            await run.BeginAsync(cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes while the faults of a seed happen, and says what clients then saw that they should not have.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(int seed, IReadOnlyList<Fault> faults, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = _publisher.RunAsync(seed, ending.Token);
        await new FaultInjector(_servers).RunAsync(faults, cancellationToken);
        await ending.CancelAsync();
        await publishing;
        var fences = await SettleAsync(cancellationToken);
        foreach (var room in _rooms)
        {
            var fence = fences[room.Order];
            var views = _views.Where(view => view.Order == room.Order).Select(view => (view, view.TakeUpTo(fence))).ToArray();
            foreach (var fault in views.Length == 0 ? [] : RoomVerdict.FindFaults(room.Order, room.TakeAcknowledged(fence), views))
            {
                _faults.Enqueue(fault);
            }
        }

        List<string> found = [];
        while (_faults.TryDequeue(out var fault))
        {
            found.Add(fault);
        }

        return found;
    }

    /// <summary>What the nodes logged.</summary>
    public IEnumerable<string> NodeOutput() => _servers.Nodes.SelectMany(node => File.ReadLines(node.Output).Select(line => $"{node.Name}: {line}"));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _servers.DisposeAsync();
        _stopping.Dispose();
    }

    private void AddClient(int index)
    {
        var user = string.Create(CultureInfo.InvariantCulture, $"user_{index}");
        RoomView[] views = [.. Enumerable.Range(0, Math.Min(FaultSettings.RoomsPerClient, _rooms.Length)).Select(n => new RoomView(user, _rooms[(index + (n * 7)) % _rooms.Length].Order, _faults)).DistinctBy(view => view.Order)];
        _views.AddRange(views);
        _clients.Add(new FaultClient(_servers.Nginx.Url, user, index % 2 == 0, views, _totals));
    }

    // Who has seen nothing of a room has no place there to come back to, and may be between two connections at its first event.
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (_views.Any(view => view.LastNumber == 0) && Stopwatch.GetElapsedTime(begun) < Patience)
        {
            var fences = await _publisher.FenceAsync(cancellationToken);
            await Task.WhenAny(Task.WhenAll(_views.Select(view => view.ReachAsync(fences[view.Order]))), Task.Delay(FirstPatience, cancellationToken));
        }

        var begin = await SettleAsync(cancellationToken);
        foreach (var view in _views)
        {
            view.TakeUpTo(begin[view.Order]);
        }

        foreach (var room in _rooms)
        {
            room.TakeAcknowledged(begin[room.Order]);
        }
    }

    // A client that is told of a gap after the fence never sees it: then there is another one.
    private async Task<IReadOnlyDictionary<string, long>> SettleAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var gaps = _views.Sum(view => view.Gaps);
            var fences = await _publisher.FenceAsync(cancellationToken);
            var reaching = _views.Select(view => (view, task: view.ReachAsync(fences[view.Order]))).ToArray();
            try
            {
                await Task.WhenAll(reaching.Select(one => one.task)).WaitAsync(Patience, cancellationToken);
                return fences;
            }
            catch (TimeoutException)
            {
                var late = reaching.Where(one => !one.task.IsCompleted).Select(one => $"{one.view.Client} {one.view.Order}").ToArray();
                if (gaps == _views.Sum(view => view.Gaps) || Stopwatch.GetElapsedTime(begun) > 3 * Patience)
                {
                    throw new TimeoutException($"{late.Length} of {reaching.Length} never got what was published last: {string.Join(", ", late.Take(10))}. {Totals}");
                }
            }
        }
    }
}
