using System.Net;
using AudioTaiLoc.Realtime.Admission;
using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Admission;

public sealed class HandshakeGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DrainState _drain = new();

    [Theory]
    [InlineData("", false)]
    [InlineData("?id=", false)]
    [InlineData("?ID=", false)]
    [InlineData("", true)]
    [InlineData("?id=", true)]
    [InlineData("?negotiateVersion=1&id=x", true)]
    public async Task A_node_that_stops_refuses_whatever_would_make_a_SignalR_connection(string query, bool isNegotiation)
    {
        _drain.Begin();

        var context = await RequestAsync(query, isNegotiation);

        Assert.Equal((StatusCodes.Status503ServiceUnavailable, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task A_node_that_stops_still_serves_the_connections_that_are_there()
    {
        _drain.Begin();

        Assert.Equal(StatusCodes.Status204NoContent, (await RequestAsync("?id=x", isNegotiation: false)).Response.StatusCode);
    }

    private async Task<HttpContext> RequestAsync(string query, bool isNegotiation)
    {
        var options = new RealtimeOptions();
        var quota = new ConnectionQuota(
            new LiveRateLimits(options), TestLimiters.CreateRecorder(time: _time), new DeadlineQueue(_time, NullLogger<DeadlineQueue>.Instance), _time);
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.QueryString = new QueryString(query);
        context.SetEndpoint(new Endpoint(null, isNegotiation ? new EndpointMetadataCollection(new NegotiateMetadata()) : null, null));
        var guarded = new HandshakeGate(quota, _drain).GuardSignalR(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        await guarded(context);
        return context;
    }
}
