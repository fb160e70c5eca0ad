using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>Which pages of other sites may use the real-time layer.</summary>
internal sealed class OriginPolicy
{
    private readonly CorsPolicy? _own;

    public OriginPolicy(RealtimeOptions options)
    {
        AllowsAll = options.CorsOrigin?.Trim() == "*";
        _own = options.CorsOrigin is null ? null : Build(options.CorsOrigin);
    }

    /// <summary>True for <c>*</c>: any page may connect, and therefore no cookie counts.</summary>
    public bool AllowsAll { get; }

    /// <summary>The policy that applies: the library's own setting, else the host's default one; null for neither.</summary>
    public async ValueTask<CorsPolicy?> FindAsync(HttpContext context)
    {
        if (_own is not null)
        {
            return _own;
        }

        var provider = context.RequestServices.GetService<ICorsPolicyProvider>();
        return provider is null ? null : await provider.GetPolicyAsync(context, null).ConfigureAwait(false);
    }

    /// <summary>
    /// True when the request comes from a page of this very host, or from no page at all. The scheme is not compared:
    /// behind a proxy that ends TLS this server sees http where the browser saw https.
    /// </summary>
    public static bool IsSameOrigin(HttpRequest request)
    {
        string? origin = request.Headers[HeaderNames.Origin];
        return string.IsNullOrEmpty(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static CorsPolicy Build(string origins)
    {
        var builder = new CorsPolicyBuilder().AllowAnyHeader().AllowAnyMethod();
        if (origins.Trim() == "*")
        {
            builder.AllowAnyOrigin();
        }
        else
        {
            builder.WithOrigins(origins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).AllowCredentials();
        }

        return builder.Build();
    }
}
