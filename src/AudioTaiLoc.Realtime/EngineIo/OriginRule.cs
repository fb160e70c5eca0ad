using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Decides by <c>Origin</c>: browsers send it with every WebSocket handshake, and CORS does not cover those.</summary>
internal sealed class OriginRule
{
    private readonly HashSet<string>? _origins;
    private readonly Func<HttpContext, string, bool>? _decide;

    private OriginRule(HashSet<string>? origins, Func<HttpContext, string, bool>? decide, bool writesCors)
    {
        _origins = origins;
        _decide = decide;
        WritesCors = writesCors;
    }

    /// <summary>Only pages of this host; polling CORS is left to the host's own policy.</summary>
    public static OriginRule SameOrigin { get; } = new(null, null, writesCors: false);

    /// <summary>Every origin, without credentials.</summary>
    public static OriginRule Any { get; } = new(null, static (_, _) => true, writesCors: true);

    /// <summary>Whether polling answers carry CORS headers of this rule's making.</summary>
    public bool WritesCors { get; }

    /// <summary>Every origin: such answers never allow credentials.</summary>
    public bool IsAny => ReferenceEquals(this, Any);

    /// <summary>These origins (scheme, host and port as browsers send them), with credentials.</summary>
    public static OriginRule Only(IEnumerable<string> origins)
    {
        var set = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string origin in origins)
        {
            set.Add(origin.TrimEnd('/'));
        }

        return new(set, null, writesCors: true);
    }

    /// <summary>As the host decides, which then also writes the CORS headers.</summary>
    public static OriginRule Decided(Func<HttpContext, string, bool> decide) => new(null, decide, writesCors: false);

    /// <summary>Requests without an origin are no browser's and pass.</summary>
    public bool Allows(HttpContext context)
    {
        string origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        if (_decide is not null)
        {
            return _decide(context, origin);
        }

        return _origins?.Contains(origin) ?? IsSameHost(origin, context.Request.Host);
    }

    // Hosts are compared without the scheme: behind a proxy that ends TLS this server sees http where the browser saw https.
    private static bool IsSameHost(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) &&
        string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase);
}
