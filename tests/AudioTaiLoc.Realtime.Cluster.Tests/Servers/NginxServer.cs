using System.Globalization;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Servers;

/// <summary>nginx with the configuration of <c>deploy/</c>, at other addresses.</summary>
internal sealed class NginxServer : IDisposable
{
    /// <summary>After a reload, what the old workers have is cut then.</summary>
    public static readonly TimeSpan CutAfter = TimeSpan.FromSeconds(1);

    private readonly ServerProcess _process;

    private NginxServer(ServerProcess process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<NginxServer> StartAsync(string folder, IReadOnlyList<ClusterNode> nodes, HttpClient http, CancellationToken cancellationToken)
    {
        var port = ServerProcess.FindFreePort();
        var root = Directory.CreateDirectory(Path.Combine(folder, "nginx")).FullName;
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "deploy", "nginx.conf"), cancellationToken);
        for (var i = 0; i < nodes.Count; i++)
        {
            text = text.Replace(string.Create(CultureInfo.InvariantCulture, $"shop{i + 1}:3000"), nodes[i].Url.Authority, StringComparison.Ordinal);
        }

        // A reload is to be felt within a run.
        text = text
            .Replace("listen 80;", string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port};"), StringComparison.Ordinal)
            .Replace("worker_shutdown_timeout 1h;", $"worker_shutdown_timeout {CutAfter.TotalSeconds}s;", StringComparison.Ordinal);
        var file = Path.Combine(root, "nginx.conf");
        await File.WriteAllTextAsync(file, text, cancellationToken);
        var process = ServerProcess.Start(
            Path.Combine(folder, "nginx.log"), Requirement.Nginx.Get(), "-p", root, "-c", file, "-e", "stderr", "-g", "daemon off;");
        var server = new NginxServer(process, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));
        await process.ReadyAsync(http, new Uri(server.Url, "/health/ready"), cancellationToken);
        return server;
    }

    /// <summary>New workers take over; the old ones cut what they have after a second.</summary>
    public Task ReloadAsync() => _process.SignalAsync("HUP");

    public async Task StopAsync()
    {
        await _process.SignalAsync("TERM");
        await _process.EndAsync();
    }

    public void Dispose() => _process.Dispose();
}
