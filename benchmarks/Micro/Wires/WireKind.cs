namespace AudioTaiLoc.Realtime.Micro.Wires;

/// <summary>Which clients a benchmark has.</summary>
public enum WireKind
{
    SocketIo,
    SignalR,
}
