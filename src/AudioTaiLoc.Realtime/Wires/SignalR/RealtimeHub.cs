using System.Runtime.InteropServices;
using System.Text.Json;
using AudioTaiLoc.Realtime.Operations;
using Microsoft.AspNetCore.SignalR;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>The calls as hub methods: each hands its payload to the operation of the same name.</summary>
internal sealed class RealtimeHub(OperationPipeline operations) : Hub
{
    [HubMethodName("order:subscribe")]
    public Task<Ack> OrderSubscribe(JsonElement payload) => InvokeAsync("order:subscribe", payload);

    [HubMethodName("order:unsubscribe")]
    public Task<Ack> OrderUnsubscribe(JsonElement payload) => InvokeAsync("order:unsubscribe", payload);

    [HubMethodName("booking:subscribe")]
    public Task<Ack> BookingSubscribe(JsonElement payload) => InvokeAsync("booking:subscribe", payload);

    [HubMethodName("booking:unsubscribe")]
    public Task<Ack> BookingUnsubscribe(JsonElement payload) => InvokeAsync("booking:unsubscribe", payload);

    [HubMethodName("inventory:subscribe")]
    public Task<Ack> InventorySubscribe(JsonElement payload) => InvokeAsync("inventory:subscribe", payload);

    [HubMethodName("inventory:unsubscribe")]
    public Task<Ack> InventoryUnsubscribe(JsonElement payload) => InvokeAsync("inventory:unsubscribe", payload);

    [HubMethodName("resume")]
    public Task<Ack> Resume(JsonElement payload) => InvokeAsync("resume", payload);

    [HubMethodName("chat:subscribe")]
    public Task<Ack> ChatSubscribe(JsonElement payload) => InvokeAsync("chat:subscribe", payload);

    [HubMethodName("chat:unsubscribe")]
    public Task<Ack> ChatUnsubscribe(JsonElement payload) => InvokeAsync("chat:unsubscribe", payload);

    [HubMethodName("chat:message")]
    public Task<Ack> ChatMessage(JsonElement payload) => InvokeAsync("chat:message", payload);

    [HubMethodName("chat:history")]
    public Task<Ack> ChatHistory(JsonElement payload) => InvokeAsync("chat:history", payload);

    [HubMethodName("chat:typing")]
    public Task<Ack> ChatTyping(JsonElement payload) => InvokeAsync("chat:typing", payload);

    [HubMethodName("chat:read")]
    public Task<Ack> ChatRead(JsonElement payload) => InvokeAsync("chat:read", payload);

    [HubMethodName("chat:delivered")]
    public Task<Ack> ChatDelivered(JsonElement payload) => InvokeAsync("chat:delivered", payload);

    [HubMethodName("chat:conversations")]
    public Task<Ack> ChatConversations() => InvokeAsync("chat:conversations");

    [HubMethodName("chat:create")]
    public Task<Ack> ChatCreate(JsonElement payload) => InvokeAsync("chat:create", payload);

    [HubMethodName("chat:close")]
    public Task<Ack> ChatClose(JsonElement payload) => InvokeAsync("chat:close", payload);

    [HubMethodName("chat:reopen")]
    public Task<Ack> ChatReopen(JsonElement payload) => InvokeAsync("chat:reopen", payload);

    [HubMethodName("chat:participants")]
    public Task<Ack> ChatParticipants(JsonElement payload) => InvokeAsync("chat:participants", payload);

    [HubMethodName("chat:edit")]
    public Task<Ack> ChatEdit(JsonElement payload) => InvokeAsync("chat:edit", payload);

    [HubMethodName("chat:delete")]
    public Task<Ack> ChatDelete(JsonElement payload) => InvokeAsync("chat:delete", payload);

    [HubMethodName("notification:list")]
    public Task<Ack> NotificationList() => InvokeAsync("notification:list");

    [HubMethodName("notification:read")]
    public Task<Ack> NotificationRead(JsonElement payload) => InvokeAsync("notification:read", payload);

    [HubMethodName("presence:list")]
    public Task<Ack> PresenceList() => InvokeAsync("presence:list");

    [HubMethodName("presence:viewing")]
    public Task<Ack> PresenceViewing(JsonElement payload) => InvokeAsync("presence:viewing", payload);

    [HubMethodName("ping")]
    public Task<Ack> Ping() => InvokeAsync("ping");

    private Task<Ack> InvokeAsync(string operation) => InvokeAsync(operation, ReadOnlyMemory<byte>.Empty);

    private Task<Ack> InvokeAsync(string operation, JsonElement payload) =>
        InvokeAsync(operation, JsonMarshal.GetRawUtf8Value(payload).ToArray());

    private Task<Ack> InvokeAsync(string operation, ReadOnlyMemory<byte> payload) =>
        operations.InvokeAsync(SignalRConnections.Of(Context), operation, payload).AsTask();
}
