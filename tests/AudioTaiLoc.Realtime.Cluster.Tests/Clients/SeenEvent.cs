namespace AudioTaiLoc.Realtime.Cluster.Tests.Clients;

/// <summary>An event as a client got it.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Number">Its number in its room, given by the publisher.</param>
/// <param name="IsAfterGap">True for the first since the client was told that it was not recovered.</param>
internal readonly record struct SeenEvent(long Position, long Number, bool IsAfterGap);
