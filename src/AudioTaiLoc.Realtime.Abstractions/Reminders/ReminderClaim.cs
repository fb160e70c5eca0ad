namespace AudioTaiLoc.Realtime;

/// <summary>A reminder in the hands of one node.</summary>
/// <param name="Reminder">The reminder.</param>
/// <param name="Token">Tells this claim from every other of the same reminder, so that a node that was too slow cannot end another's.</param>
public sealed record ReminderClaim(Reminder Reminder, string Token);
