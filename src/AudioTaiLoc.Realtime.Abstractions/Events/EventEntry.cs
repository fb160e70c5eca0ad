namespace AudioTaiLoc.Realtime;

/// <summary>One item of the event log.</summary>
/// <param name="Position">Its place: positive, strictly rising, not always without gaps.</param>
/// <param name="Event">What was appended.</param>
public readonly record struct EventEntry(long Position, RealtimeEvent Event);
