namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>A conversation. Whoever writes in it locks this row first, which puts all its changes in one order.</summary>
internal sealed class ConversationRow
{
    public required string Id { get; set; }

    public string? Title { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>The newest message's sequence; 0 for none.</summary>
    public long LastSequence { get; set; }

    /// <summary>When the newest message was sent, or the conversation began.</summary>
    public DateTimeOffset LastActivity { get; set; }

    /// <summary>How many messages are not deleted. With a member's own counts it gives the unread ones without a scan.</summary>
    public long LiveCount { get; set; }

    /// <summary>The place of the next participant.</summary>
    public int NextPlace { get; set; }

    /// <summary>The newest outbox row's number; 0 for none.</summary>
    public long LastEvent { get; set; }
}
