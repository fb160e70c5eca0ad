using System.Text.Json;
using System.Threading.Channels;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using SocketIOClient;
using SocketIOClient.Transport;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>The stock .NET client, <c>SocketIOClient</c>: the kin of the npm client that apps on phones and desks use.</summary>
public sealed class DotNetClientTests
{
    public static TheoryData<TransportProtocol> Transports => [TransportProtocol.WebSocket, TransportProtocol.Polling];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task It_connects_subscribes_and_hears(TransportProtocol transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var client = Create(host, new { token = host.Token("user_123") }, transport);
        var updates = Channel.CreateUnbounded<JsonElement>();
        client.On("order:updated", response => updates.Writer.TryWrite(response.GetValue()));
        await ConnectAsync(client);

        Assert.Equal(
            """{"success":true,"room":"order:order_123"}""",
            (await CallAsync(client, "order:subscribe", new { orderId = "order_123" })).GetRawText());
        Assert.Equal("forbidden", (await CallAsync(client, "order:subscribe", new { orderId = "order_456" })).GetProperty("code").GetString());
        for (var i = 0; i < 50; i++)
        {
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{i}", cancellationToken: cancellation);
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"{i}", (await updates.Reader.ReadAsync(cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellation)).GetProperty("status").GetString());
        }

        await client.DisconnectAsync();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task It_is_told_of_a_kick(TransportProtocol transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        using var client = Create(host, new { token = host.Token("user_123") }, transport);
        var exception = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var disconnected = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On("exception", response => exception.TrySetResult(response.GetValue()));
        client.OnDisconnected += (_, reason) => disconnected.TrySetResult(reason);
        await ConnectAsync(client);

        await host.Realtime.DisconnectUserAsync("user_123", "Signed out everywhere.", cancellation);

        Assert.Equal("kicked", (await exception.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation)).GetProperty("code").GetString());
        Assert.Equal("io server disconnect", await disconnected.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task It_is_told_why_it_is_refused(TransportProtocol transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        using var client = Create(host, new { token = "nonsense" }, transport);
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnError += (_, message) => refused.TrySetResult(message);

        var connecting = client.ConnectAsync();

        Assert.Equal("The token is not valid.", await refused.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.False(client.Connected);
        _ = connecting;
    }

    private static SocketIOClient.SocketIO Create(RealtimeHost host, object auth, TransportProtocol transport) => new(
        host.RealtimeUrl, new SocketIOOptions { Auth = auth, Transport = transport, AutoUpgrade = false, Reconnection = false });

    // Its ConnectAsync is done when the transport is open; only OnConnected says that the server let it in.
    private static async Task ConnectAsync(SocketIOClient.SocketIO client)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnConnected += (_, _) => connected.TrySetResult();
        await client.ConnectAsync();
        await connected.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> CallAsync(SocketIOClient.SocketIO client, string name, object payload)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.EmitAsync(name, response => answer.TrySetResult(response.GetValue()), payload);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
