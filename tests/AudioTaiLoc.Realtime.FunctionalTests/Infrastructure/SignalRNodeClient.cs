using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A stock <c>@microsoft/signalr</c> client in a Node process of its own (tests/node/signalr-client.mjs).</summary>
internal sealed class SignalRNodeClient() : NodeClient("signalr-client.mjs")
{
    /// <summary>Connects and returns the connection's id.</summary>
    /// <param name="url">The hub.</param>
    /// <param name="token">What the client's <c>accessTokenFactory</c> returns.</param>
    /// <param name="transport"><c>webSockets</c>, <c>serverSentEvents</c> or <c>longPolling</c>; the client's choice when null.</param>
    /// <param name="withReconnect">Whether the client reconnects by itself.</param>
    public async Task<string?> ConnectAsync(string url, string? token = null, string? transport = null, bool withReconnect = false)
    {
        await BeginConnectAsync(url, token, transport, withReconnect);
        return (await ConnectedAsync()).GetProperty("connectionId").GetString();
    }

    /// <summary>Connects and returns the error it was refused with.</summary>
    public async Task<string> ConnectRefusedAsync(string url, string? token = null, string? transport = null)
    {
        await BeginConnectAsync(url, token, transport, withReconnect: false);
        return (await NextAsync("connect_error")).GetProperty("message").GetString()!;
    }

    /// <summary>Takes notice of an event from now on.</summary>
    public Task OnAsync(string name) => CommandAsync("on", ("event", name));

    public async Task<NodeReply> InvokeAsync(string method, params object?[] args)
    {
        var id = NextId();
        await CommandAsync("invoke", ("id", id), ("method", method), ("args", args));
        return await ReplyAsync(id);
    }

    /// <summary>Calls without asking for a result; done when the client has written it.</summary>
    public async Task SendAsync(string method, params object?[] args)
    {
        var id = NextId();
        await CommandAsync("send", ("id", id), ("method", method), ("args", args));
        await TakeAsync("'sent'", message => message.GetProperty("type").GetString() == "sent" && message.GetProperty("id").GetInt32() == id);
    }

    /// <summary>The token for the next connection.</summary>
    public Task SetTokenAsync(string token) => CommandAsync("token", ("token", token));

    /// <summary>Loses the WebSocket as a broken network would.</summary>
    public Task CutAsync() => CommandAsync("cut");

    /// <summary>Stops and returns the error it closed with: null, unless the end was not a clean one.</summary>
    public async Task<string?> StopAsync()
    {
        await CommandAsync("stop");
        return await ClosedAsync();
    }

    /// <summary>The error with which the connection ended for good, or null.</summary>
    public async Task<string?> ClosedAsync() => (await NextAsync("closed")).GetProperty("error") is { ValueKind: JsonValueKind.String } error
        ? error.GetString()
        : null;

    private Task BeginConnectAsync(string url, string? token, string? transport, bool withReconnect) => CommandAsync(
        "connect", ("url", url), ("token", token), ("transport", transport), ("withReconnect", withReconnect));
}
