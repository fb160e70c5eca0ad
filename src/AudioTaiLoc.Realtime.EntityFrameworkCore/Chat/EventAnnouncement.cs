using System.Text.Json;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>The events to keep with a change, made once the change is known.</summary>
/// <typeparam name="TChange">What a store knows of the change.</typeparam>
/// <param name="LogEpoch">The log that they are for.</param>
/// <param name="ToEvents">Makes them.</param>
/// <param name="Time">Says when they are kept.</param>
internal sealed record EventAnnouncement<TChange>(string LogEpoch, Func<TChange, IReadOnlyList<RealtimeEvent>> ToEvents, TimeProvider Time)
{
    /// <summary>Adds the events to what is stored next. The conversation is locked.</summary>
    public void AddTo(StoreContext context, ConversationRow conversation, TChange change)
    {
        foreach (var realtimeEvent in ToEvents(change))
        {
            conversation.LastEvent = Math.Max(Time.GetUtcNow().UtcTicks, conversation.LastEvent + 1);
            context.Db.Add(new OutboxRow
            {
                ConversationId = conversation.Id,
                Number = conversation.LastEvent,
                Log = LogEpoch,
                Kind = realtimeEvent.Kind,
                Name = realtimeEvent.Name,
                TargetKind = realtimeEvent.Target.Kind,
                Target = realtimeEvent.Target.UserIds is { } userIds ? JsonSerializer.Serialize(userIds) : realtimeEvent.Target.Name,
                Payload = realtimeEvent.Payload.ToArray(),
                IsVolatile = realtimeEvent.IsVolatile,
                ExceptConnectionId = realtimeEvent.ExceptConnectionId,
            });
        }
    }
}
