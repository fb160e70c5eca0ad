namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>The handler's answer to a CONNECT.</summary>
internal readonly record struct SocketIoConnectResult
{
    /// <summary>Whether the client is in.</summary>
    public bool IsAccepted { get; private init; }

    /// <summary>The id the client is told; null for the socket's own. A recovered client gets back the id it had.</summary>
    public string? Id { get; private init; }

    /// <summary>What the client may return with; null when it cannot recover. The same again tells it that it has recovered.</summary>
    public string? Pid { get; private init; }

    /// <summary>Why not, for a person.</summary>
    public string? Message { get; private init; }

    /// <summary>Why not, for a program: JSON, or empty.</summary>
    public ReadOnlyMemory<byte> Data { get; private init; }

    public static SocketIoConnectResult Accepted(string? id = null, string? pid = null) => new() { IsAccepted = true, Id = id, Pid = pid };

    public static SocketIoConnectResult Refused(string message, ReadOnlyMemory<byte> data = default) => new() { Message = message, Data = data };
}
