namespace AudioTaiLoc.Realtime.Diagnostics;

/// <summary>The limits by the names that metrics and logs give them.</summary>
internal static class LimitNames
{
    public const string Calls = "calls";
    public const string Event = "event";
    public const string Refusals = "refusals";
    public const string Frames = "frames";
    public const string Bytes = "bytes";
    public const string Handshakes = "handshakes";
    public const string ConnectionsPerUser = "connections_per_user";
    public const string ConnectionsPerAddress = "connections_per_address";
    public const string Replay = "replay";
}
