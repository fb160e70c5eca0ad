namespace AudioTaiLoc.Realtime;

/// <summary>How far an order has come: the <c>data</c> of <c>order:updated</c>.</summary>
/// <param name="Step">The step that is reached, from 1.</param>
/// <param name="TotalSteps">How many there are.</param>
/// <param name="Description">What the step is; may be null.</param>
public sealed record OrderProgress(int Step, int TotalSteps, string? Description = null);
