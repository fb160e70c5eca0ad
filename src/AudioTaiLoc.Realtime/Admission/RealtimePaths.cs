using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>Tells the requests of the real-time layer from the host's others, whatever prefix the host serves them under.</summary>
internal sealed class RealtimePaths(RealtimeOptions options)
{
    /// <summary>Where Engine.IO lives, with the slash that its clients send.</summary>
    public const string EngineIo = "/socket.io/";

    private const string Negotiate = "/negotiate";

    public bool IsRealtime(string path) => IsSignalR(path) || path.EndsWith(EngineIo, StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(EngineIo[..^1], StringComparison.OrdinalIgnoreCase);

    public bool IsRealtime(PathString path) => path.HasValue && IsRealtime(path.Value);

    private bool IsSignalR(string path)
    {
        var hub = path.EndsWith(Negotiate, StringComparison.OrdinalIgnoreCase) ? path.AsSpan()[..^Negotiate.Length] : path.AsSpan().TrimEnd('/');
        return hub.EndsWith(options.Namespace, StringComparison.OrdinalIgnoreCase);
    }
}
