using AudioTaiLoc.Realtime.Cluster.Tests.Servers;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>Lets faults happen, and mends them.</summary>
internal sealed class FaultInjector(ClusterServers servers)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(FaultSettings.Seconds);

    public async Task RunAsync(IEnumerable<Fault> faults, CancellationToken cancellationToken)
    {
        foreach (var fault in faults)
        {
            await Task.Delay(fault.Before, cancellationToken);
            await RunAsync(fault, cancellationToken);
        }

        foreach (var node in servers.Nodes)
        {
            await node.ReadyAsync(cancellationToken);
        }
    }

    private async Task RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        var node = servers.Nodes[fault.Node];
        switch (fault.Kind)
        {
            case FaultKind.NodeKilled:
                await node.EndAsync("KILL");
                await node.StartAsync(cancellationToken);
                break;
            case FaultKind.NodeStopped:
                await node.EndAsync("TERM");
                await node.StartAsync(cancellationToken);
                break;
            case FaultKind.NodeFrozen:
                await node.SignalAsync("STOP");
                await Task.Delay(Duration, cancellationToken);
                await node.SignalAsync("CONT");
                break;
            case FaultKind.NodeCutOff:
                node.Line.Cut();
                await Task.Delay(Duration, cancellationToken);
                node.Line.Mend();
                break;
            case FaultKind.RedisRestarted:
                await servers.Redis.KillAsync();
                await Task.Delay(Duration / 3, cancellationToken);
                await servers.Redis.StartAsync();
                break;
            case FaultKind.RedisFrozen:
                await servers.Redis.SuspendAsync();
                await Task.Delay(Duration, cancellationToken);
                await servers.Redis.ResumeAsync();
                break;
            default:
                await servers.Nginx.ReloadAsync();
                await Task.Delay(2 * NginxServer.CutAfter, cancellationToken);
                break;
        }
    }
}
