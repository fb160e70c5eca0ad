namespace AudioTaiLoc.Realtime;

/// <summary>The names of the rooms that the library's own events go to.</summary>
public static class RealtimeRooms
{
    /// <summary>The room of an order: <c>order:{orderId}</c>.</summary>
    public static string Order(string orderId) => "order:" + orderId;

    /// <summary>The room of a booking: <c>booking:{bookingId}</c>.</summary>
    public static string Booking(string bookingId) => "booking:" + bookingId;

    /// <summary>The room of a conversation: <c>chat:{conversationId}</c>.</summary>
    public static string Chat(string conversationId) => "chat:" + conversationId;

    /// <summary>The room of a product's stock: <c>product:{productId}</c>. Anyone connected may join it.</summary>
    public static string Product(string productId) => "product:" + productId;

    /// <summary>The room of those who watch a user's presence: <c>presence:{userId}</c>; a grant for it makes a watcher.</summary>
    public static string Presence(string userId) => "presence:" + userId;
}
