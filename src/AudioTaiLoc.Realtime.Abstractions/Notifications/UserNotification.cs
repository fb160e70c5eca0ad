namespace AudioTaiLoc.Realtime;

/// <summary>A direct notification: the payload of <c>notification:message</c>, which adds the <c>timestamp</c>.</summary>
public sealed record UserNotification
{
    /// <summary>What it is about, such as <c>payment_received</c>.</summary>
    public required string Type { get; init; }

    /// <summary>A heading; left out when null.</summary>
    public string? Title { get; init; }

    /// <summary>The text.</summary>
    public required string Message { get; init; }

    /// <summary>Anything more, serialised as JSON; left out when null.</summary>
    public object? Data { get; init; }

    /// <summary>True when it holds a secret (a code, a token): it is never compressed on its way. False by default; not part of the payload.</summary>
    public bool IsSecret { get; init; }
}
