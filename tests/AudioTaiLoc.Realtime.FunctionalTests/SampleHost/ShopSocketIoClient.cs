using System.Collections.Concurrent;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>A stock <c>socket.io-client</c> in the Node process of them all.</summary>
internal sealed class ShopSocketIoClient : ShopClient
{
    private readonly SocketIoNodePool _pool = SocketIoNodePool.Shared;
    private readonly Action<string, JsonElement> _onEvent;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _client;
    private int _lastCall;

    private ShopSocketIoClient(Action<string, JsonElement> onEvent)
    {
        _onEvent = onEvent;
        _client = _pool.Add(Received);
    }

    public static async Task<ShopClient> ConnectAsync(string url, string token, Action<string, JsonElement> onEvent)
    {
        var client = new ShopSocketIoClient(onEvent);
        client._pool.Command("open", client._client, ("url", url), ("token", token));
        await client._opened.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        return client;
    }

    public override async Task<JsonElement> CallAsync(string name, params object[] payload)
    {
        var id = Interlocked.Increment(ref _lastCall);
        var reply = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _pool.Command("call", _client, ("id", id), ("event", name), ("args", payload));
        return await reply.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    public override ValueTask DisposeAsync()
    {
        _pool.Command("close", _client);
        _pool.Remove(_client);
        return ValueTask.CompletedTask;
    }

    private void Received(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "opened":
                _opened.TrySetResult();
                break;
            case "refused":
                _opened.TrySetException(new InvalidOperationException(message.GetProperty("message").GetString()));
                break;
            case "event" when message.GetProperty("name").GetString() is "chat:message" or "pong":
                _onEvent(message.GetProperty("name").GetString()!, message.GetProperty("args")[0]);
                break;
            case "reply" when _calls.TryRemove(message.GetProperty("id").GetInt32(), out var call):
                if (message.TryGetProperty("error", out var error))
                {
                    call.TrySetException(new IOException(error.GetString()));
                }
                else
                {
                    call.TrySetResult(message.GetProperty("args")[0]);
                }

                break;
            case "closed":
                SetLost();
                break;
        }
    }
}
