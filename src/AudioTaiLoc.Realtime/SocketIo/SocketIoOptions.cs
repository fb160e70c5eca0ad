namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Limits of the Socket.IO layer.</summary>
internal sealed record SocketIoOptions
{
    /// <summary>Time a session may be without a namespace. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions without a namespace at a time; over it handshakes are answered with 503. Default 10,000.</summary>
    public int MaxUnconnectedSessions { get; init; } = 10_000;

    /// <summary>Namespaces one session may be connected to. Default 8.</summary>
    public int MaxNamespaces { get; init; } = 8;

    /// <summary>CONNECTs of one session that may be refused; with the last of them it is closed. Default 5.</summary>
    public int MaxRefusedConnects { get; init; } = 5;

    /// <summary>CONNECTs of one session in all; with one more it is closed. Default 50.</summary>
    public int MaxConnects { get; init; } = 50;

    /// <summary>Attachments of one packet. Default 16.</summary>
    public int MaxAttachments { get; init; } = 16;

    /// <summary>Bytes of all attachments of one packet. Default 1 MiB.</summary>
    public int MaxAttachmentBytes { get; init; } = 1024 * 1024;

    /// <summary>How deep JSON may be nested, the packet's own array included. Default 32.</summary>
    public int MaxDepth { get; init; } = 32;
}
