namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The answer to a <see cref="JoinCommand"/>.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Recovered">Whether all missed events were replayed; null when none were asked for.</param>
internal readonly record struct JoinResult(JoinOutcome Outcome, bool? Recovered);
