using System.Text;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Notifications;

/// <summary>Sends <c>notification:message</c> and keeps it in the users' inboxes.</summary>
internal sealed class NotificationSender(
    EventPublisher publisher, INotificationInbox inbox, PayloadSerializer payloads, RealtimeOptions options, TimeProvider time)
{
    private const string EventName = "notification:message";

    public async Task SendAsync(IReadOnlyCollection<string> userIds, UserNotification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        ArgumentNullException.ThrowIfNull(notification);
        ArgumentException.ThrowIfNullOrEmpty(notification.Type);
        ArgumentNullException.ThrowIfNull(notification.Message);
        foreach (var userId in userIds)
        {
            Identifier.Check(userId, nameof(userIds));
        }

        if (userIds.Count > 0)
        {
            await SendAsync([.. userIds.Distinct(StringComparer.Ordinal)], null, Write(notification), notification.IsSecret, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a notification that was written before, such as a reminder's, with the time of now. Sent again with the same id, it is in the inbox once.</summary>
    public Task SendAsync(string id, string userId, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        SendAsync([userId], id, json, isSecret: false, cancellationToken);

    // Without an id each user's has a new one.
    private async Task SendAsync(IReadOnlyList<string> userIds, string? id, ReadOnlyMemory<byte> json, bool isSecret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var payload = AddTimestamp(json.Span, now);
        payloads.Check(payload, "notification");
        var expiry = now + options.Notifications.InboxAge;
        await inbox.AddManyAsync(
            [.. userIds.Select(userId => new InboxNotification(id ?? Guid.CreateVersion7(now).ToString("n"), userId, payload, now, expiry))],
            cancellationToken).ConfigureAwait(false);

        var target = userIds is [var only] ? EventTarget.User(only) : EventTarget.Users(userIds);
        await publisher.PublishAsync(
            target,
            EventName,
            payload,
            static (writer, bytes) => writer.WriteRawValue(bytes, skipInputValidation: true),
            new EventTraits { IsSecret = isSecret },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a notification without its timestamp.</summary>
    public byte[] Write(UserNotification notification)
    {
        using var buffer = JsonBuffer.Rent();
        var writer = buffer.Writer;
        writer.WriteStartObject();
        writer.WriteString("type"u8, notification.Type);
        if (notification.Title is not null)
        {
            writer.WriteString("title"u8, notification.Title);
        }

        writer.WriteString("message"u8, notification.Message);
        if (notification.Data is not null)
        {
            writer.WritePropertyName("data"u8);
            payloads.WriteValue(writer, notification.Data);
        }

        writer.WriteEndObject();
        return buffer.Written.ToArray();
    }

    private static byte[] AddTimestamp(ReadOnlySpan<byte> json, DateTimeOffset at) =>
        [.. json[..^1], .. ",\"timestamp\":\""u8, .. Encoding.ASCII.GetBytes(JsonTime.ToText(at)), .. "\"}"u8];
}
