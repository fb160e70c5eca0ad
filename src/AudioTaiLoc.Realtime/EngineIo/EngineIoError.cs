namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Why a request was refused; the values are the <c>code</c> of the reference server's error bodies.</summary>
internal enum EngineIoError
{
    /// <summary><c>transport</c> is missing, unknown or not offered.</summary>
    UnknownTransport = 0,

    /// <summary><c>sid</c> names no session.</summary>
    UnknownSession = 1,

    /// <summary>A handshake is a GET.</summary>
    BadHandshakeMethod = 2,

    /// <summary>Anything else that is wrong with the request.</summary>
    BadRequest = 3,

    /// <summary>The origin may not connect.</summary>
    Forbidden = 4,

    /// <summary><c>EIO</c> is not 4.</summary>
    UnsupportedProtocolVersion = 5,

    /// <summary>No more sessions are taken now; the reference server has no such code.</summary>
    Unavailable = 6,
}
