namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>What a GET is answered with, and how much of it waited for the client, counted against the bound and not.</summary>
internal sealed record PollingAnswer(Queue<EngineIoFrame> Frames, int CountedBytes, int UncountedBytes);
