namespace AudioTaiLoc.Realtime;

/// <summary>What goes with a conversation that is opened or changed: an <see cref="IChatOutbox"/> stores it in the same transaction.</summary>
/// <param name="Events">
/// What the event log is to get, in this order. An entry of <see cref="EventKind.Revoke"/> ends a right: its grant is removed
/// with the change, and whoever is in the room leaves it at the entry's place in the log.
/// </param>
public sealed record ConversationEffects(IReadOnlyList<RealtimeEvent> Events)
{
    /// <summary>Rights that begin with the change, each as <see cref="IRoomGrantStore.GrantAsync"/> would store it.</summary>
    public IReadOnlyList<RoomGrant> Grants { get; init; } = [];
}
