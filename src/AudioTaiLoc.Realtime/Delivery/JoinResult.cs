namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The answer to a <see cref="JoinCommand"/>.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Recovered">Whether all missed events were replayed; null when none were asked for.</param>
/// <param name="EventId">
/// For who was not recovered: what to come back with until the next event comes. Null where something was sent instead, which has an
/// event id of its own.
/// </param>
internal readonly record struct JoinResult(JoinOutcome Outcome, bool? Recovered = null, string? EventId = null);
