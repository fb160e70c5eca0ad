using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// The one Node process that holds the stock Socket.IO clients of all contract tests (tests/node/socketio-pool.mjs): a
/// process for each would cost more than the tests. It ends with the test run, when its stdin does.
/// </summary>
internal sealed class SocketIoNodePool
{
    private static readonly Lazy<SocketIoNodePool> Lazy = new(() => new SocketIoNodePool());
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<int, Action<JsonElement>> _clients = new();
    private readonly Process _process;
    private readonly Lock _writing = new();
    private int _lastId;

    private SocketIoNodePool()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        _process = Process.Start(new ProcessStartInfo(Requirement.Node.Get())
        {
            WorkingDirectory = Requirement.NodeClients.Get(),
            ArgumentList = { "socketio-pool.mjs" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
        }) ?? throw new InvalidOperationException("node did not start.");
        _ = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    public static SocketIoNodePool Shared => Lazy.Value;

    /// <summary>Registers a client, whose messages go to <paramref name="received"/> one after another.</summary>
    public int Add(Action<JsonElement> received)
    {
        var id = Interlocked.Increment(ref _lastId);
        _clients[id] = received;
        return id;
    }

    public void Remove(int client) => _clients.TryRemove(client, out _);

    /// <summary>Sends a command; fields that are null are left out.</summary>
    public void Command(string command, int client, params (string Name, object? Value)[] fields)
    {
        var line = fields.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value);
        line["cmd"] = command;
        line["client"] = client;
        var text = JsonSerializer.Serialize(line, Json);
        lock (_writing)
        {
            _process.StandardInput.WriteLine(text);
            _process.StandardInput.Flush();
        }
    }

    private void Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            var message = JsonElement.Parse(line);
            if (message.TryGetProperty("client", out var client) && _clients.TryGetValue(client.GetInt32(), out var received))
            {
                received(message);
            }
        }
    }
}
