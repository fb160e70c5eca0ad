using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Creating and changing conversations, within a transaction.</summary>
internal static class ConversationWriting
{
    public static async Task<bool> CreateAsync(
        StoreContext context, Conversation conversation, ConversationAnnouncement? announcement, CancellationToken cancellationToken)
    {
        if (!await context.TryAddConversationAsync(conversation, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        context.Db.AddRange(conversation.Participants.Select((userId, place) =>
            new MemberRow { ConversationId = conversation.Id, UserId = userId, Place = place }));
        if (announcement is not null)
        {
            var row = await context.LockConversationAsync(conversation.Id, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException("A conversation was removed while it was created.");
            await announcement.AddToAsync(context, row, conversation, conversation, cancellationToken).ConfigureAwait(false);
        }

        await context.Db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async Task<Conversation?> UpdateAsync(
        StoreContext context,
        string conversationId,
        ConversationUpdate update,
        ConversationAnnouncement? announcement,
        CancellationToken cancellationToken)
    {
        if (await context.LockConversationAsync(conversationId, cancellationToken).ConfigureAwait(false) is not { } conversation)
        {
            return null;
        }

        string[] named = [.. (update.AddParticipants ?? []).Concat(update.RemoveParticipants ?? []).Distinct(StringComparer.Ordinal)];
        var members = await context.Set<MemberRow>()
            .Where(row => row.ConversationId == conversationId && (row.Place != null || named.Contains(row.UserId)))
            .ToDictionaryAsync(row => row.UserId, StringComparer.Ordinal, cancellationToken).ConfigureAwait(false);
        var before = announcement is null ? null : ConversationReading.ToConversation(conversation, members.Values);
        foreach (var userId in update.AddParticipants ?? [])
        {
            if (!members.TryGetValue(userId, out var member))
            {
                member = new MemberRow { ConversationId = conversationId, UserId = userId };
                members.Add(userId, member);
                context.Db.Add(member);
            }

            member.Place ??= conversation.NextPlace++;
        }

        foreach (var userId in update.RemoveParticipants ?? [])
        {
            // The row stays, with the marks: who comes back has read what was read before.
            if (members.TryGetValue(userId, out var member))
            {
                member.Place = null;
            }
        }

        conversation.IsClosed = update.IsClosed ?? conversation.IsClosed;
        var after = ConversationReading.ToConversation(conversation, members.Values);
        if (announcement is not null)
        {
            await announcement.AddToAsync(context, conversation, before!, after, cancellationToken).ConfigureAwait(false);
        }

        await context.Db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return after;
    }
}
