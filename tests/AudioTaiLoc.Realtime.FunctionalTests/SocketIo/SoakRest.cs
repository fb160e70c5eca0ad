using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>
/// Brings a host that everybody has left to rest and measures its heap. What is meant to stay is the same at each rest: the
/// event log is emptied, inboxes are full, notes of the test itself are dropped, no TCP connection is open.
/// </summary>
internal sealed class SoakRest(RealtimeHost host, PresenceLedger presence, KestrelConnections connections)
{
    /// <summary>The log's bound on bytes, small enough to be exceeded by one entry.</summary>
    public const int LogBytes = 8 * 1024 * 1024;

    private const int Looks = 3;

    /// <summary>Waits until nothing of the clients is left, and returns the bytes of live objects.</summary>
    public async Task<long> MeasureAsync()
    {
        await presence.EmptyAsync();
        await connections.NoneAsync();
        SessionStoreWatch.Of(host).ForgetSaved();
        await EmptyLogAsync();

        // A small one behind it takes its place in whatever remembers the last: the dispatcher may do so a moment after it was published.
        var least = long.MaxValue;
        for (var look = 0; look < Looks; look++)
        {
            await host.Realtime.BroadcastToAllAsync("soak:rest", new { }, TestContext.Current.CancellationToken);
            least = Math.Min(least, Measure());
        }

        return least;
    }

    private static long Measure()
    {
        // Twice, because what has a finalizer goes with the second.
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var memory = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return memory.HeapSizeBytes - memory.FragmentedBytes;
    }

    private async Task EmptyLogAsync()
    {
        // An entry over the bound goes, and all before it.
        await host.Services.GetRequiredService<IEventLog>().AppendAsync(
            new RealtimeEvent(EventKind.Event, EventTarget.Everyone, "soak:over", new byte[LogBytes + 1]), TestContext.Current.CancellationToken);
    }
}
