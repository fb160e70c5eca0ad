namespace AudioTaiLoc.Realtime;

/// <summary>Asks the event log for what some targets were sent.</summary>
/// <param name="Targets">The rooms, users or groups. For a <see cref="EventTargetKind.User"/> also the entries to <see cref="EventTargetKind.Users"/> that name the user.</param>
/// <param name="After">Entries after this position.</param>
/// <param name="UpTo">Entries up to and with this position.</param>
/// <param name="MaxCount">The most entries to return; with more to return the answer is incomplete and empty.</param>
public sealed record EventQuery(IReadOnlyList<EventTarget> Targets, long After, long UpTo, int MaxCount);
