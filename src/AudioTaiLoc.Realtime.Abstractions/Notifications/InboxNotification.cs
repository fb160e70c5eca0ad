namespace AudioTaiLoc.Realtime;

/// <summary>A notification kept in a user's inbox.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">Whose inbox.</param>
/// <param name="NotificationJson">The payload of <c>notification:message</c>, a JSON object as UTF-8.</param>
/// <param name="CreatedAt">When it was sent.</param>
/// <param name="ExpiresAt">When it is dropped.</param>
/// <param name="IsRead">True once the user has read it.</param>
public sealed record InboxNotification(
    string Id, string UserId, ReadOnlyMemory<byte> NotificationJson, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool IsRead = false);
