namespace AudioTaiLoc.Realtime;

/// <summary>A notification for later.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">Who is reminded.</param>
/// <param name="DueAt">When.</param>
/// <param name="NotificationJson">The notification, a JSON object as UTF-8 without a timestamp.</param>
/// <param name="Attempts">How often sending it has failed.</param>
public sealed record Reminder(string Id, string UserId, DateTimeOffset DueAt, ReadOnlyMemory<byte> NotificationJson, int Attempts = 0);
