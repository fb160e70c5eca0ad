namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

public sealed class SocketIoNodeClientTests
{
    private static readonly string[] WebSocketOnly = ["websocket"];
    private static readonly object Auth = new { token = "good" };

    [Fact]
    public async Task An_acknowledged_emit_gets_its_answer()
    {
        await using var server = await ScriptedSocketIoServer.StartAsync();
        await using var client = new SocketIoNodeClient();
        var connected = await client.ConnectAsync(server.Url + "/shop", Auth, WebSocketOnly);

        var reply = await client.EmitWithAckAsync("order:subscribe", new { orderId = "đơn_123" });

        Assert.Equal("socket", connected.GetProperty("id").GetString());
        Assert.False(connected.GetProperty("recovered").GetBoolean());
        Assert.Equal("websocket", connected.GetProperty("transport").GetString());
        Assert.Equal("order:subscribe", reply.Result.GetString());
        Assert.Equal("đơn_123", reply.Args[1].GetProperty("orderId").GetString());
    }

    [Fact]
    public async Task Events_come_in_order_and_bytes_come_whole()
    {
        byte[] bytes = [0, 1, 2, 254, 255];
        await using var server = await ScriptedSocketIoServer.StartAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(server.Url + "/shop", Auth, WebSocketOnly);

        await client.EmitAsync("first", 1);
        await client.EmitAsync("bytes", new { picture = NodeBinary.Wrap(bytes) });
        var picture = await client.NextEventAsync("bytes");

        Assert.Equal(bytes, NodeBinary.Unwrap(picture.Args[0].GetProperty("picture")));
        var first = Assert.Single(client.UnreadEvents());
        Assert.Equal("first", first.Name);
        Assert.Equal(1, first.Args[0].GetInt32());
    }

    [Fact]
    public async Task A_refusal_has_a_message_and_data()
    {
        await using var server = await ScriptedSocketIoServer.StartAsync();
        await using var client = new SocketIoNodeClient();

        var refusal = await client.ConnectRefusedAsync(server.Url + "/shop", new { token = "bad" }, WebSocketOnly);
        await client.SetAuthAsync(Auth);
        var connected = await client.ConnectAgainAsync();

        Assert.Equal("No entry.", refusal.GetProperty("message").GetString());
        Assert.Equal("forbidden", refusal.GetProperty("data").GetProperty("code").GetString());
        Assert.Equal("socket", connected.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(true, "transport close")]
    [InlineData(false, "forced close")]
    public async Task A_closed_engine_is_opened_again(bool abrupt, string reason)
    {
        await using var server = await ScriptedSocketIoServer.StartAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(server.Url + "/shop", Auth, WebSocketOnly);

        await client.CloseEngineAsync(abrupt);

        Assert.Equal(reason, await client.DisconnectedAsync());
        Assert.Equal("socket", (await client.ReconnectedAsync()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_client_that_leaves_stays_away()
    {
        await using var server = await ScriptedSocketIoServer.StartAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(server.Url + "/shop", Auth, WebSocketOnly);

        await client.DisconnectAsync();

        Assert.Equal("io client disconnect", await client.DisconnectedAsync());
    }
}
