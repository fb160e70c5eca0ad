namespace AudioTaiLoc.Realtime;

/// <summary>Whom an event is for.</summary>
public readonly record struct EventTarget
{
    private EventTarget(EventTargetKind kind, string? name, IReadOnlyList<string>? userIds)
    {
        Kind = kind;
        Name = name;
        UserIds = userIds;
    }

    /// <summary>Every connection, guests included.</summary>
    public static EventTarget Everyone => new(EventTargetKind.Everyone, null, null);

    /// <summary>Every connection of a signed-in user.</summary>
    public static EventTarget SignedIn => new(EventTargetKind.SignedIn, null, null);

    /// <summary>The kind of audience.</summary>
    public EventTargetKind Kind { get; }

    /// <summary>The room's name or the user's id; null for the other kinds.</summary>
    public string? Name { get; }

    /// <summary>The ids of <see cref="EventTargetKind.Users"/>; null for the other kinds.</summary>
    public IReadOnlyList<string>? UserIds { get; }

    /// <summary>The members of a room, such as <c>order:order_123</c>.</summary>
    public static EventTarget Room(string room)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        return new(EventTargetKind.Room, room, null);
    }

    /// <summary>Every connection of one user.</summary>
    public static EventTarget User(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return new(EventTargetKind.User, userId, null);
    }

    /// <summary>Every connection of several users.</summary>
    public static EventTarget Users(IReadOnlyList<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        return new(EventTargetKind.Users, null, userIds);
    }
}
