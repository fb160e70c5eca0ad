using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>The access and the events to keep with a conversation that is opened or changed.</summary>
/// <param name="LogEpoch">The log that the events are for.</param>
/// <param name="ToEffects">Makes them of the conversation before and after.</param>
/// <param name="Time">Says when they are kept.</param>
internal sealed record ConversationAnnouncement(string LogEpoch, Func<Conversation, Conversation, ConversationEffects> ToEffects, TimeProvider Time)
{
    /// <summary>Changes the access, and adds the events to what is stored next. The conversation is locked.</summary>
    public async Task AddToAsync(
        StoreContext context, ConversationRow conversation, Conversation before, Conversation after, CancellationToken cancellationToken)
    {
        var effects = ToEffects(before, after);
        await ParticipantAccess.ApplyAsync(context, effects, Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        new EventAnnouncement<ConversationEffects>(LogEpoch, each => each.Events, Time).AddTo(context, conversation, effects);
    }
}
