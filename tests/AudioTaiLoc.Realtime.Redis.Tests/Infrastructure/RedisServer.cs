using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

/// <summary>A Redis of the tests' own: in a temporary folder, on a free port, gone afterwards. What it is told it keeps on disk.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string[] _settings;
    private string _program = "";
    private string _folder = "";
    private int _port;
    private Process? _server;

    public RedisServer()
        : this([])
    {
    }

    private RedisServer(string[] settings) => _settings = settings;

    /// <summary>Host and port.</summary>
    public string Address => $"127.0.0.1:{_port}";

    /// <summary>Starts a server for one test.</summary>
    /// <param name="settings">Such as <c>--requirepass</c>, <c>secret</c>.</param>
    public static async Task<RedisServer> StartNewAsync(params string[] settings)
    {
        var server = new RedisServer(settings);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        _program = Requirement.Redis.Get();
        _folder = Directory.CreateTempSubdirectory("redis-").FullName;
        _port = FindFreePort();
        await StartAsync();
    }

    /// <summary>Starts the server again, with what it kept.</summary>
    public async Task StartAsync()
    {
        _server = Start(
        [
            _program, "--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", .. _settings,
        ]);
        await Until.TrueAsync("Redis takes connections", TakesConnectionsAsync);
    }

    /// <summary>Ends the server at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
        _server = null;
    }

    /// <summary>Deletes what the server kept; only while it does not run.</summary>
    public void Forget() => Directory.Delete(Path.Combine(_folder, "appendonlydir"), recursive: true);

    /// <summary>Lets the server answer nothing, with its connections open, until <see cref="ResumeAsync"/>.</summary>
    public Task SuspendAsync() => SignalAsync("-STOP");

    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>A connection past the library.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(Address + ",allowAdmin=true");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }

        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>A port that nobody uses.</summary>
    internal static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> TakesConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
            return true;
        }
        catch (SocketException) when (_server is { HasExited: false })
        {
            return false;
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Start("kill", signal, _server!.Id.ToString(CultureInfo.InvariantCulture));
        await kill.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, kill.ExitCode);
    }

    private static Process Start(params string[] command)
    {
        // Output is dropped by the shell: a pipe that nobody reads would stop the server one day.
        var start = new ProcessStartInfo("sh") { WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" > /dev/null 2>&1 < /dev/null");
        start.ArgumentList.Add("sh");
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
