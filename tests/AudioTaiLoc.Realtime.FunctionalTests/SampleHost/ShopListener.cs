using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>A client in the room of a conversation that writes down every message it hears.</summary>
internal sealed class ShopListener : IAsyncDisposable
{
    private readonly Action _onMessage;
    private readonly List<HeardMessage> _heard = [];
    private readonly TaskCompletionSource _pong = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ShopListener(Action onMessage) => _onMessage = onMessage;

    /// <summary>The connection.</summary>
    public ShopClient Client { get; private set; } = null!;

    /// <summary>Connects a user and joins the room.</summary>
    /// <param name="shop">The host.</param>
    /// <param name="wire">The way in.</param>
    /// <param name="email">Who.</param>
    /// <param name="since">The event id to catch up from; null for what comes from now on.</param>
    /// <param name="onMessage">Told of each message.</param>
    public static async Task<ShopListener> JoinAsync(ShopProcess shop, Wire wire, string email, string? since = null, Action? onMessage = null)
    {
        var listener = new ShopListener(onMessage ?? (() => { }));
        listener.Client = await ShopClient.ConnectAsync(shop, wire, email, listener.Take);
        var ack = await listener.Client.CallAsync("chat:subscribe", new { conversationId = "conv_789", since });
        Assert.True(ack.GetProperty("success").GetBoolean(), ack.GetRawText());
        Assert.True(since is null || ack.GetProperty("recovered").GetBoolean(), ack.GetRawText());
        return listener;
    }

    /// <summary>All that was heard: the answer to a ping comes after everything that was sent before it.</summary>
    public async Task<IReadOnlyList<HeardMessage>> FinishAsync()
    {
        await Client.CallAsync("ping");
        await _pong.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return _heard;
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private void Take(string name, JsonElement payload)
    {
        if (name == "pong")
        {
            _pong.TrySetResult();
            return;
        }

        _heard.Add(new HeardMessage(
            payload.GetProperty("eventId").GetString()!, payload.GetProperty("sequence").GetInt64(), payload.GetProperty("message").GetString()!));
        _onMessage();
    }
}
