namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>An event, or the end of a right, that was stored with the change that caused it and is on its way to the event log.</summary>
internal sealed class OutboxRow
{
    public required string ConversationId { get; set; }

    /// <summary>The order within the conversation: ticks of the time of writing, moved forward where two would be equal or a clock went back.</summary>
    public long Number { get; set; }

    /// <summary>The epoch of the log that it is for.</summary>
    public required string Log { get; set; }

    public EventKind Kind { get; set; }

    public required string Name { get; set; }

    public EventTargetKind TargetKind { get; set; }

    /// <summary>The room's name or the user's id; of several users a JSON array.</summary>
    public string? Target { get; set; }

    public required byte[] Payload { get; set; }

    public bool IsVolatile { get; set; }

    public string? ExceptConnectionId { get; set; }
}
