using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A stock <c>socket.io-client</c> that keeps every event it gets, in order.</summary>
internal sealed class SocketIoTestClient : IWireClient
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly RealtimeHost _host;
    private readonly SocketIoNodePool _pool = SocketIoNodePool.Shared;
    private readonly Channel<ReceivedEvent> _events = Channel.CreateUnbounded<ReceivedEvent>();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _client;
    private string? _reason;
    private int _lastCall;

    private SocketIoTestClient(RealtimeHost host)
    {
        _host = host;
        _client = _pool.Add(Received);
    }

    /// <summary>Connects over the client's own choice of transports: polling, then an upgrade.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message is <c>code: sentence</c>.</exception>
    public static async Task<SocketIoTestClient> ConnectAsync(RealtimeHost host, string? token, string[]? transports = null)
    {
        var client = new SocketIoTestClient(host);
        client._pool.Command("open", client._client, ("url", host.RealtimeUrl), ("token", token), ("transports", transports));
        await client._opened.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        return client;
    }

    public Task<JsonElement> CallAsync(string name, object? payload) => CallAsync(name, [payload]);

    public Task<JsonElement> CallAsync(string name) => CallAsync(name, []);

    public async Task<JsonElement> NextAsync(string name)
    {
        while (true)
        {
            var received = await TakeAsync();
            if (received.Name == name)
            {
                return received.Payload;
            }
        }
    }

    public async Task<IReadOnlyList<ReceivedEvent>> DrainAsync()
    {
        var fence = Guid.NewGuid().ToString("n");
        await _host.PassOnKeptAsync();
        await _host.Realtime.BroadcastToAllAsync("test:fence", new { fence }, TestContext.Current.CancellationToken);
        List<ReceivedEvent> received = [];
        while (true)
        {
            var next = await TakeAsync();
            if (next.Name != "test:fence")
            {
                received.Add(next);
            }
            else if (next.Payload.GetProperty("fence").GetString() == fence)
            {
                return received;
            }
        }
    }

    public async Task<string?> CloseReasonAsync()
    {
        await _closed.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        return _reason;
    }

    public ValueTask DisposeAsync()
    {
        _pool.Command("close", _client);
        _pool.Remove(_client);
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> CallAsync(string name, object?[] args)
    {
        var id = Interlocked.Increment(ref _lastCall);
        var reply = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _pool.Command("call", _client, ("id", id), ("event", name), ("args", args));
        return await reply.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    private async Task<ReceivedEvent> TakeAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        return await _events.Reader.ReadAsync(deadline.Token);
    }

    private void Received(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "opened":
                _opened.TrySetResult();
                break;
            case "refused":
                var data = message.GetProperty("data");
                var code = data.ValueKind == JsonValueKind.Object ? data.GetProperty("code").GetString() : "";
                _opened.TrySetException(new InvalidOperationException($"{code}: {message.GetProperty("message").GetString()}"));
                break;
            case "event":
                ReceivedEvent(message.GetProperty("name").GetString()!, [.. message.GetProperty("args").EnumerateArray()]);
                break;
            case "reply" when _calls.TryRemove(message.GetProperty("id").GetInt32(), out var call):
                if (message.TryGetProperty("error", out var error))
                {
                    call.TrySetException(new InvalidOperationException(error.GetString()));
                }
                else
                {
                    call.TrySetResult(message.GetProperty("args")[0]);
                }

                break;
            case "closed":
                _closed.TrySetResult();
                break;
        }
    }

    // The server says why it closes with an event before it does.
    private void ReceivedEvent(string name, JsonElement[] args)
    {
        if (name == "exception")
        {
            _reason = $"{args[0].GetProperty("code").GetString()}: {args[0].GetProperty("error").GetString()}";
            return;
        }

        // The trailing argument, the offset of recovery, is the payload's event id; of what was caught up on only the last
        // event has one, and it may name a later position.
        var eventId = args[0].TryGetProperty("eventId", out var id) ? id.GetString() : null;
        var offset = args.Length > 1 ? args[1].GetString() : null;
        var isSound = offset is null || (eventId is not null && Position(offset) >= Position(eventId));
        _events.Writer.TryWrite(new ReceivedEvent(isSound ? name : $"{name} with offset {offset}", args[0]));
    }

    private static long Position(string eventId) => long.Parse(eventId.AsSpan(eventId.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
}
