using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A stock <c>socket.io-client</c> in a Node process of its own (tests/node/socketio-client.mjs).</summary>
internal sealed class SocketIoNodeClient() : NodeClient("socketio-client.mjs")
{
    /// <summary>Connects; the message has <c>id</c>, <c>recovered</c> and <c>transport</c>.</summary>
    /// <param name="url">The address; its path is the namespace.</param>
    /// <param name="auth">The CONNECT packet's payload.</param>
    /// <param name="transports"><c>websocket</c>, <c>polling</c>; the client's choice when null.</param>
    /// <param name="extraHeaders">Headers of every request.</param>
    /// <param name="options">More of socket.io-client's options.</param>
    public async Task<JsonElement> ConnectAsync(
        string url, object? auth = null, string[]? transports = null, object? extraHeaders = null, object? options = null)
    {
        await BeginConnectAsync(url, auth, transports, extraHeaders, options);
        return await ConnectedAsync();
    }

    /// <summary>Connects and returns the refusal: <c>message</c> and <c>data</c>.</summary>
    public async Task<JsonElement> ConnectRefusedAsync(
        string url, object? auth = null, string[]? transports = null, object? extraHeaders = null, object? options = null)
    {
        await BeginConnectAsync(url, auth, transports, extraHeaders, options);
        return await NextAsync("connect_error");
    }

    /// <summary>Connects the same socket again after it was disconnected.</summary>
    public async Task<JsonElement> ConnectAgainAsync()
    {
        await CommandAsync("connect");
        return await ConnectedAsync();
    }

    /// <summary>What the next CONNECT sends.</summary>
    public Task SetAuthAsync(object auth) => CommandAsync("auth", ("auth", auth));

    public Task EmitAsync(string name, params object?[] args) => CommandAsync("emit", ("event", name), ("args", args));

    public async Task<NodeReply> EmitWithAckAsync(string name, params object?[] args)
    {
        var id = NextId();
        await CommandAsync("emit", ("id", id), ("event", name), ("args", args), ("ack", true));
        return await ReplyAsync(id);
    }

    /// <summary>Emits with <c>emitWithAck()</c>, or with <c>timeout()</c> in front of it.</summary>
    public async Task<NodeReply> EmitWithPromiseAsync(string name, object? argument, int? timeout = null)
    {
        var id = NextId();
        await CommandAsync("emit", ("id", id), ("event", name), ("args", new[] { argument }), ("promise", true), ("timeout", timeout));
        return await ReplyAsync(id);
    }

    /// <summary>Emits once for each item without waiting, and returns the acks in the order they came: <c>index</c> of the item and <c>answer</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> EmitManyAsync(string name, IEnumerable<object> list)
    {
        var id = NextId();
        await CommandAsync("emitMany", ("id", id), ("event", name), ("list", list));
        return (await ReplyAsync(id)).Args;
    }

    /// <summary>Connects another namespace over the same connection and returns its refusal.</summary>
    public async Task<JsonElement> NamespaceRefusedAsync(string name)
    {
        await CommandAsync("namespace", ("name", name));
        return await NextAsync("namespaceRefused");
    }

    /// <summary>Closes the Engine.IO session below the socket; abrupt: without telling the server.</summary>
    public Task CloseEngineAsync(bool abrupt = false) => CommandAsync("closeEngine", ("abrupt", abrupt));

    public Task DisconnectAsync() => CommandAsync("disconnect");

    /// <summary>Why the socket was disconnected, in the client's words.</summary>
    public async Task<string> DisconnectedAsync() => (await NextDisconnectAsync()).Reason;

    /// <summary>Why the socket was disconnected, and whether it will come back by itself.</summary>
    public async Task<(string Reason, bool Returns)> NextDisconnectAsync()
    {
        var message = await NextAsync("disconnected");
        return (message.GetProperty("reason").GetString()!, message.GetProperty("active").GetBoolean());
    }

    /// <summary>The next CONNECT that was accepted, as after a reconnection.</summary>
    public Task<JsonElement> ReconnectedAsync() => NextAsync("connected");

    private Task BeginConnectAsync(string url, object? auth, string[]? transports, object? extraHeaders, object? options) => CommandAsync(
        "connect", ("url", url), ("auth", auth), ("transports", transports), ("extraHeaders", extraHeaders), ("options", options));
}
