using System.Text.Json;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>The event to keep with a change, made once the change is known.</summary>
/// <param name="LogEpoch">The log that it is for.</param>
/// <param name="ToEvent">Makes it of the message; of a mark there is none.</param>
/// <param name="Time">Says when it is kept.</param>
internal sealed record EventAnnouncement(string LogEpoch, Func<ChatMessage?, RealtimeEvent> ToEvent, TimeProvider Time)
{
    /// <summary>Adds the event to what is stored next. The conversation is locked.</summary>
    public void AddTo(StoreContext context, ConversationRow conversation, ChatMessage? message)
    {
        var realtimeEvent = ToEvent(message);
        if (realtimeEvent.Kind != EventKind.Event)
        {
            throw new ArgumentException("Only events for clients are kept.", nameof(message));
        }

        conversation.LastEvent = Math.Max(Time.GetUtcNow().UtcTicks, conversation.LastEvent + 1);
        context.Db.Add(new OutboxRow
        {
            ConversationId = conversation.Id,
            Number = conversation.LastEvent,
            Log = LogEpoch,
            Name = realtimeEvent.Name,
            TargetKind = realtimeEvent.Target.Kind,
            Target = realtimeEvent.Target.UserIds is { } userIds ? JsonSerializer.Serialize(userIds) : realtimeEvent.Target.Name,
            Payload = realtimeEvent.Payload.ToArray(),
            IsVolatile = realtimeEvent.IsVolatile,
            ExceptConnectionId = realtimeEvent.ExceptConnectionId,
        });
    }
}
