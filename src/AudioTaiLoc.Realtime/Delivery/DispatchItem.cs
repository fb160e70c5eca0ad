namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>What the dispatcher's queue holds: an entry of the log, or a command.</summary>
internal readonly record struct DispatchItem(EventEntry Entry, DispatchCommand? Command);
