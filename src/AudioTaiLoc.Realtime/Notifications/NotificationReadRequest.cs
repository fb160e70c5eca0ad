namespace AudioTaiLoc.Realtime.Notifications;

/// <summary>The payload of <c>notification:read</c>.</summary>
internal sealed record NotificationReadRequest(IReadOnlyList<string?>? NotificationIds);
