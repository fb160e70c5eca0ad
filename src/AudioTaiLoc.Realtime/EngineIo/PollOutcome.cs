namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>What a GET finds.</summary>
internal enum PollOutcome
{
    /// <summary>There is something to answer with.</summary>
    Ready,

    /// <summary>Nothing yet; the GET waits.</summary>
    Waiting,

    /// <summary>Another GET waits already.</summary>
    Overlap,

    /// <summary>The session takes no more requests.</summary>
    Gone,
}
