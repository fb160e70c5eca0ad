namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

/// <summary>How a <see cref="RawEngine"/> connects.</summary>
public enum RawTransportKind
{
    WebSocket,
    Polling,

    /// <summary>Polling first; the test says when to upgrade.</summary>
    Upgrade,
}
