namespace AudioTaiLoc.Realtime;

/// <summary>How an event of the host's own is sent.</summary>
public sealed record EventOptions
{
    /// <summary>
    /// Makes the event a value: of several with the same name and key to the same target only as many are sent as
    /// <c>Conflation</c> allows, the last one always, and who enters a room is sent the current one. Null, the default: every event is sent.
    /// </summary>
    public string? ValueKey { get; init; }

    /// <summary>True for a payload with a secret in it (a code, a token): it is never compressed. False by default.</summary>
    public bool IsSecret { get; init; }
}
