namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>How much the in-memory event log keeps; whichever bound is met first trims the oldest entries.</summary>
/// <param name="MaxEntries">The most entries.</param>
/// <param name="MaxBytes">The most bytes of payload; what lies unused in partly filled chunks comes on top.</param>
/// <param name="MaxAge">How long an entry is kept.</param>
internal sealed record EventLogLimits(int MaxEntries, long MaxBytes, TimeSpan MaxAge);
