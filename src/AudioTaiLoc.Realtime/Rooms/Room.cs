namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>A room that has members on this node.</summary>
internal sealed class Room(string name)
{
    public string Name => name;

    public List<Membership> Members { get; } = new(1);
}
