namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>What a conversation knows of one user: a participant, or somebody who wrote or read there.</summary>
internal sealed class MemberRow
{
    public required string ConversationId { get; set; }

    public required string UserId { get; set; }

    /// <summary>The participant's place in the order they came; null for who is no participant (any more).</summary>
    public int? Place { get; set; }

    /// <summary>The sequence up to which the user's devices have the messages.</summary>
    public long DeliveredUpTo { get; set; }

    /// <summary>The sequence up to which the user has read.</summary>
    public long ReadUpTo { get; set; }

    /// <summary>The user's own messages, deleted ones not counted.</summary>
    public long OwnCount { get; set; }

    /// <summary>Messages of others up to <see cref="ReadUpTo"/>, deleted ones not counted.</summary>
    public long SeenCount { get; set; }

    /// <summary>Messages of others after the read mark. A user without a row has all messages unread.</summary>
    public static int CountUnread(long liveCount, long ownCount, long seenCount) => (int)Math.Min(int.MaxValue, liveCount - ownCount - seenCount);
}
