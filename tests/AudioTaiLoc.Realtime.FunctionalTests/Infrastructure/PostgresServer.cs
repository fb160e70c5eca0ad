using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, on a free port, gone afterwards.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Account = "postgres";

    private string _bin = "";
    private string _folder = "";
    private int _port;
    private Process? _server;
    private readonly List<int> _paused = [];
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        _bin = Requirement.Postgres.Get();
        _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            await RunAsync("chown", Account, _folder);
        }

        await RunAsPostgresAsync(
            Path.Combine(_bin, "initdb"), "-D", Data, "-U", Account, "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync");
        _port = FindFreePort();
        await StartAsync();
    }

    /// <summary>Makes an empty database and returns how to connect to it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "test_" + Interlocked.Increment(ref _databases);
        await using var source = NpgsqlDataSource.Create(ConnectTo("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return ConnectTo(name);
    }

    /// <summary>Starts the server and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        _server = Start(AsPostgres(
            Path.Combine(_bin, "postgres"), "-D", Data, "-p", $"{_port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", "fsync=off"));
        await Until.TrueAsync("PostgreSQL takes connections", TakesConnectionsAsync);
    }

    /// <summary>Stops the server at once; its connections break.</summary>
    public async Task StopAsync()
    {
        await RunAsPostgresAsync(Path.Combine(_bin, "pg_ctl"), "stop", "-D", Data, "-m", "fast", "-w", "-t", "300");
        if (_server is not null)
        {
            await _server.WaitForExitAsync(CancellationToken.None);
            _server.Dispose();
            _server = null;
        }
    }

    /// <summary>Stops all of the server's processes where they are: it neither answers nor refuses, as if its machine hung.</summary>
    public async Task PauseAsync()
    {
        // The first one first, so that it starts no others meanwhile.
        var first = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        _paused.Add(first);
        await RunAsync("kill", "-STOP", $"{first}");
        foreach (var child in Directory.EnumerateDirectories("/proc").Select(folder => Path.Combine(folder, "stat")).Where(File.Exists))
        {
            if (TryReadParent(child, out var id, out var parent) && parent == first)
            {
                _paused.Add(id);
                await RunAsync("kill", "-STOP", $"{id}");
            }
        }
    }

    /// <summary>Lets a paused server go on.</summary>
    public async Task ResumeAsync()
    {
        foreach (var id in _paused)
        {
            await RunAsync("kill", "-CONT", $"{id}");
        }

        if (_paused.Count > 0 && _server is not null)
        {
            // runuser stops itself when what it runs is stopped, and would not see it end.
            await RunAsync("kill", "-CONT", $"{_server.Id}");
        }

        _paused.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await ResumeAsync();
            NpgsqlConnection.ClearAllPools();
            await StopAsync();
        }

        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<bool> TakesConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectTo("postgres") + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException) when (_server is { HasExited: false })
        {
            return false;
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private string ConnectTo(string database) =>
        $"Host=127.0.0.1;Port={_port};Username={Account};Database={database};Timeout=5;Maximum Pool Size=30;Include Error Detail=true";

    // "id (name) state parent …"; a process may end while its file is read.
    private static bool TryReadParent(string stat, out int id, out int parent)
    {
        id = parent = 0;
        try
        {
            var text = File.ReadAllText(stat);
            return int.TryParse(text[..text.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture, out id)
                && int.TryParse(text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out parent);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string[] AsPostgres(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["runuser", "-u", Account, "--", .. command] : command;

    private static Task RunAsPostgresAsync(params string[] command) => RunAsync(AsPostgres(command));

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private static Process Start(string[] command)
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
