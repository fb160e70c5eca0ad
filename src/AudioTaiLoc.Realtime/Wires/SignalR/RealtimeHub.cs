using System.Runtime.InteropServices;
using System.Text.Json;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;
using Microsoft.AspNetCore.SignalR;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>The calls as hub methods: each hands its payload to the operation of the same name.</summary>
internal sealed class RealtimeHub(OperationPipeline operations) : Hub
{
    [HubMethodName("order:subscribe")]
    public Task<HubAck> OrderSubscribe(JsonElement payload) => InvokeAsync("order:subscribe", payload);

    [HubMethodName("order:unsubscribe")]
    public Task<HubAck> OrderUnsubscribe(JsonElement payload) => InvokeAsync("order:unsubscribe", payload);

    [HubMethodName("booking:subscribe")]
    public Task<HubAck> BookingSubscribe(JsonElement payload) => InvokeAsync("booking:subscribe", payload);

    [HubMethodName("booking:unsubscribe")]
    public Task<HubAck> BookingUnsubscribe(JsonElement payload) => InvokeAsync("booking:unsubscribe", payload);

    [HubMethodName("inventory:subscribe")]
    public Task<HubAck> InventorySubscribe(JsonElement payload) => InvokeAsync("inventory:subscribe", payload);

    [HubMethodName("inventory:unsubscribe")]
    public Task<HubAck> InventoryUnsubscribe(JsonElement payload) => InvokeAsync("inventory:unsubscribe", payload);

    [HubMethodName("resume")]
    public Task<HubAck> Resume(JsonElement payload) => InvokeAsync("resume", payload);

    [HubMethodName("chat:subscribe")]
    public Task<HubAck> ChatSubscribe(JsonElement payload) => InvokeAsync("chat:subscribe", payload);

    [HubMethodName("chat:unsubscribe")]
    public Task<HubAck> ChatUnsubscribe(JsonElement payload) => InvokeAsync("chat:unsubscribe", payload);

    [HubMethodName("chat:message")]
    public Task<HubAck> ChatMessage(JsonElement payload) => InvokeAsync("chat:message", payload);

    [HubMethodName("chat:history")]
    public Task<HubAck> ChatHistory(JsonElement payload) => InvokeAsync("chat:history", payload);

    [HubMethodName("chat:typing")]
    public Task<HubAck> ChatTyping(JsonElement payload) => InvokeAsync("chat:typing", payload);

    [HubMethodName("chat:read")]
    public Task<HubAck> ChatRead(JsonElement payload) => InvokeAsync("chat:read", payload);

    [HubMethodName("chat:delivered")]
    public Task<HubAck> ChatDelivered(JsonElement payload) => InvokeAsync("chat:delivered", payload);

    [HubMethodName("chat:conversations")]
    public Task<HubAck> ChatConversations() => InvokeAsync("chat:conversations");

    [HubMethodName("chat:create")]
    public Task<HubAck> ChatCreate(JsonElement payload) => InvokeAsync("chat:create", payload);

    [HubMethodName("chat:close")]
    public Task<HubAck> ChatClose(JsonElement payload) => InvokeAsync("chat:close", payload);

    [HubMethodName("chat:reopen")]
    public Task<HubAck> ChatReopen(JsonElement payload) => InvokeAsync("chat:reopen", payload);

    [HubMethodName("chat:participants")]
    public Task<HubAck> ChatParticipants(JsonElement payload) => InvokeAsync("chat:participants", payload);

    [HubMethodName("chat:edit")]
    public Task<HubAck> ChatEdit(JsonElement payload) => InvokeAsync("chat:edit", payload);

    [HubMethodName("chat:delete")]
    public Task<HubAck> ChatDelete(JsonElement payload) => InvokeAsync("chat:delete", payload);

    [HubMethodName("notification:list")]
    public Task<HubAck> NotificationList() => InvokeAsync("notification:list");

    [HubMethodName("notification:read")]
    public Task<HubAck> NotificationRead(JsonElement payload) => InvokeAsync("notification:read", payload);

    [HubMethodName("presence:list")]
    public Task<HubAck> PresenceList() => InvokeAsync("presence:list");

    [HubMethodName("presence:viewing")]
    public Task<HubAck> PresenceViewing(JsonElement payload) => InvokeAsync("presence:viewing", payload);

    [HubMethodName("ping")]
    public Task<HubAck> Ping() => InvokeAsync("ping");

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        // The framework's way to say that it could not read a record; it has told the client already.
        if (exception is InvalidDataException)
        {
            SignalRConnections.Of(Context.Features)?.Close(CloseReason.Malformed);
        }

        return Task.CompletedTask;
    }

    private Task<HubAck> InvokeAsync(string operation) => InvokeAsync(operation, ReadOnlyMemory<byte>.Empty);

    private Task<HubAck> InvokeAsync(string operation, JsonElement payload) =>
        InvokeAsync(operation, JsonMarshal.GetRawUtf8Value(payload).ToArray());

    private async Task<HubAck> InvokeAsync(string operation, ReadOnlyMemory<byte> payload) => new(
        SignalRConnections.Of(Context.Features) is { } caller
            ? await operations.InvokeAsync(caller, operation, payload).ConfigureAwait(false)
            : Refusal.From(SignalRConnections.RefusalOf(Context.Features)));
}
