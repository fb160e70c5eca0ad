using AudioTaiLoc.Realtime;
using Microsoft.AspNetCore.Http.HttpResults;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Operations;

/// <summary>Lets a user into a room and takes the right back; a conversation's participants are its grants.</summary>
internal static class GrantEndpoints
{
    private static readonly string ChatPrefix = RealtimeRooms.Chat("");

    public static async Task<Results<NoContent, ValidationProblem>> Grant(
        string room,
        GrantRequest request,
        IShopStore store,
        IRoomAccess access,
        IConversations conversations,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (request.UserId is not { } userId || !store.Current.HasAccount(userId))
        {
            return errors.Add("userId", "The id of a user of the shop is required.").ToProblem();
        }

        try
        {
            await (ConversationOf(room) is { } conversation
                ? conversations.UpdateAsync(conversation, new ConversationUpdate { AddParticipants = [userId] }, cancellationToken)
                : access.GrantAsync(room, userId, request.ExpiresAt, cancellationToken));
            return TypedResults.NoContent();
        }
        catch (ArgumentException refused)
        {
            return errors.Argument("room", refused).ToProblem();
        }
    }

    public static async Task<Results<NoContent, ValidationProblem>> Revoke(
        string room, string userId, IRoomAccess access, IConversations conversations, CancellationToken cancellationToken)
    {
        try
        {
            await (ConversationOf(room) is { } conversation
                ? conversations.UpdateAsync(conversation, new ConversationUpdate { RemoveParticipants = [userId] }, cancellationToken)
                : access.RevokeAsync(room, userId, cancellationToken));
            return TypedResults.NoContent();
        }
        catch (ArgumentException refused)
        {
            return new FieldErrors().Argument("room", refused).ToProblem();
        }
    }

    private static string? ConversationOf(string room) =>
        room.StartsWith(ChatPrefix, StringComparison.Ordinal) ? room[ChatPrefix.Length..] : null;
}
