namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>What became of a frame handed to a transport.</summary>
internal enum SendResult
{
    /// <summary>Written or queued.</summary>
    Sent,

    /// <summary>The transport takes nothing any more.</summary>
    Closed,

    /// <summary>It did not fit: the client reads too slowly.</summary>
    Overflow,
}
