using Microsoft.AspNetCore.SignalR;

namespace AudioTaiLoc.Realtime.Comparison.SignalRHost;

/// <summary>The calls that are compared.</summary>
internal sealed class ShopHub : Hub
{
    public static string OrderRoom(string orderId) => $"order:{orderId}";

    [HubMethodName("order:subscribe")]
    public async Task<object> SubscribeOrderAsync(OrderReference order)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, OrderRoom(order.OrderId));
        return new { Success = true, Room = OrderRoom(order.OrderId) };
    }

    [HubMethodName("chat:subscribe")]
    public async Task<object> SubscribeChatAsync(ConversationReference conversation)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, conversation.Room);
        return new { Success = true, conversation.Room };
    }

    [HubMethodName("chat:message")]
    public async Task<object> SendAsync(ConversationMessage message)
    {
        var id = Guid.NewGuid().ToString();
        await Clients.OthersInGroup(new ConversationReference(message.ConversationId).Room).SendAsync("chat:message", new
        {
            Id = id,
            message.ConversationId,
            UserId = Context.ConnectionId,
            Email = "user@example.com",
            message.Message,
            Timestamp = DateTimeOffset.UtcNow,
        });
        return new { Success = true, Id = id };
    }
}

/// <summary>An order.</summary>
internal sealed record OrderReference(string OrderId);

/// <summary>A conversation.</summary>
internal sealed record ConversationReference(string ConversationId)
{
    public string Room => $"chat:{ConversationId}";
}

/// <summary>What is said in a conversation.</summary>
internal sealed record ConversationMessage(string ConversationId, string Message);
