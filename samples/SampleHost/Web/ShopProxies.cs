using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace SampleHost.Web;

/// <summary>Believes the forwarded headers of the proxies that <c>Shop:Proxies</c> names, and of nobody else.</summary>
internal static class ShopProxies
{
    public static void AddShopProxies(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Shop:Proxies"] is not { Length: > 0 } proxies)
        {
            return;
        }

        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (proxy.Contains('/', StringComparison.Ordinal))
                {
                    options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
                }
                else
                {
                    options.KnownProxies.Add(IPAddress.Parse(proxy));
                }
            }
        });
    }

    /// <summary>Before all that looks at an address.</summary>
    public static void UseShopProxies(this WebApplication app)
    {
        if (app.Configuration["Shop:Proxies"] is { Length: > 0 })
        {
            app.UseForwardedHeaders();
        }
    }
}
