using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>An app on a real Kestrel at a free port of the loopback address.</summary>
internal sealed class KestrelServer : IAsyncDisposable
{
    private KestrelServer(WebApplication app) => App = app;

    public WebApplication App { get; }

    /// <summary>Scheme, address and port, without a slash at the end.</summary>
    public string Url => App.Urls.Single();

    public static async Task<KestrelServer> StartAsync(Action<WebApplicationBuilder> build, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        build(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new KestrelServer(app);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
