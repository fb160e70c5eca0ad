using Microsoft.AspNetCore.SignalR;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>The hub that <see cref="SignalRNodeClientTests"/> talk to.</summary>
internal sealed class NodeTestHub : Hub
{
    [HubMethodName("order:subscribe")]
    public object Subscribe(NodeTestOrder order) => new { success = true, room = "order:" + order.OrderId, connectionId = Context.ConnectionId };

    public Task Echo(string text) => Clients.Caller.SendAsync("echo", text, text.Length);

    public string? Token() => Context.GetHttpContext()!.Request.Headers.Authorization.ToString() is { Length: > 0 } header
        ? header
        : Context.GetHttpContext()!.Request.Query["access_token"].ToString();

    public void Refuse() => throw new HubException($"Not today, {Context.ConnectionId}.");
}
