namespace AudioTaiLoc.Realtime.Soak;

/// <summary>The figures of one minute, and how many connections there had been until then.</summary>
internal sealed record SoakMinute(double Minute, long Connects, ProcessFigures Process, HostFiguresReport Host);
