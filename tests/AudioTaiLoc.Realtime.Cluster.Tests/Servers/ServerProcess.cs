using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Servers;

/// <summary>A program that a test starts, whose output goes to a file, and that a test can signal.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _output;

    private ServerProcess(Process process, string output) => (_process, _output) = (process, output);

    public bool HasExited => _process.HasExited;

    public static ServerProcess Start(string output, params string[] command)
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in (string[])["-c", "exec \"$@\" >> \"$0\" 2>&1 < /dev/null", output, .. command])
        {
            start.ArgumentList.Add(argument);
        }

        return new ServerProcess(Process.Start(start)!, output);
    }

    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until an address answers that all is well.</summary>
    public async Task ReadyAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!HasExited)
            {
                // Not yet.
            }

            if (HasExited || Stopwatch.GetElapsedTime(begun) > Deadline)
            {
                throw new InvalidOperationException($"It did not become ready: {await File.ReadAllTextAsync(_output, cancellationToken)}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>Sends a signal such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    public Task EndAsync() => _process.WaitForExitAsync(CancellationToken.None).WaitAsync(Deadline);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
