namespace AudioTaiLoc.Realtime.Soak;

/// <summary>The figures of one minute.</summary>
internal sealed record SoakMinute(double Minute, ProcessFigures Process, HostFiguresReport Host);
