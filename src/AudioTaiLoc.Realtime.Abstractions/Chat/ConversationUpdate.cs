namespace AudioTaiLoc.Realtime;

/// <summary>A change to a conversation; what is null stays.</summary>
public sealed record ConversationUpdate
{
    /// <summary>Users to add; those in it already stay as they are.</summary>
    public IReadOnlyList<string>? AddParticipants { get; init; }

    /// <summary>Users to remove; those not in it are passed over.</summary>
    public IReadOnlyList<string>? RemoveParticipants { get; init; }

    /// <summary>True to close, false to open again.</summary>
    public bool? IsClosed { get; init; }
}
