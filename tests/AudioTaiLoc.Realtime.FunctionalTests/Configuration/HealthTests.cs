using System.Net;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Configuration;

/// <summary>The health check, mapped as <c>docs/operations.md</c> says: a node that is not ready is not restarted for it.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("Redis is away.", HttpStatusCode.ServiceUnavailable)]
    public async Task Only_readiness_asks_what_the_node_needs(string? obstacle, HttpStatusCode ready)
    {
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.AddSingleton<IReadinessSource>(new StubSource(obstacle)),
            map: app =>
            {
                app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => !check.Tags.Contains("ready") });
                app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
            });
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, await AskAsync("live"));
        Assert.Equal(ready, await AskAsync("ready"));

        async Task<HttpStatusCode> AskAsync(string what)
        {
            using var answer = await http.GetAsync(new Uri($"{host.Url}/health/{what}"), TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    private sealed class StubSource(string? obstacle) : IReadinessSource
    {
        public string? Obstacle => obstacle;
    }
}
