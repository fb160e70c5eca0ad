using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

public sealed class SignalRNodeClientTests
{
    [Theory]
    [InlineData("webSockets")]
    [InlineData("serverSentEvents")]
    [InlineData("longPolling")]
    public async Task Calls_and_events_pass_on_every_transport(string transport)
    {
        await using var server = await StartAsync();
        await using var client = new SignalRNodeClient();
        await client.OnAsync("echo");
        var connectionId = await client.ConnectAsync(server.Url + "/hub", token: "abc", transport: transport);

        var reply = await client.InvokeAsync("order:subscribe", new { orderId = "order_123" });
        await client.SendAsync("Echo", "xin chào");
        var echo = await client.NextEventAsync("echo");
        var token = await client.InvokeAsync("Token");

        Assert.Equal("order:order_123", reply.Result.GetProperty("room").GetString());
        Assert.Equal(connectionId, reply.Result.GetProperty("connectionId").GetString());
        Assert.Equal("xin chào", echo.Args[0].GetString());
        Assert.Equal(8, echo.Args[1].GetInt32());
        Assert.Contains("abc", token.Result.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_server_is_the_reply()
    {
        await using var server = await StartAsync();
        await using var client = new SignalRNodeClient();
        var connectionId = await client.ConnectAsync(server.Url + "/hub");

        var reply = await client.InvokeAsync("Refuse");

        Assert.Contains($"Not today, {connectionId}.", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_was_cut_comes_back()
    {
        await using var server = await StartAsync();
        await using var client = new SignalRNodeClient();
        var before = await client.ConnectAsync(server.Url + "/hub", transport: "webSockets", withReconnect: true);

        await client.CutAsync();
        await client.NextAsync("reconnecting");
        var after = (await client.NextAsync("reconnected")).GetProperty("connectionId").GetString();

        Assert.NotEqual(before, after);
        Assert.Null((await client.InvokeAsync("Echo", "again")).Error);
    }

    [Fact]
    public async Task A_client_that_stops_closes_without_an_error()
    {
        await using var server = await StartAsync();
        await using var client = new SignalRNodeClient();
        await client.ConnectAsync(server.Url + "/hub");

        Assert.Null(await client.StopAsync());
    }

    [Fact]
    public async Task A_client_that_is_cut_for_good_closes_with_an_error()
    {
        await using var server = await StartAsync();
        await using var client = new SignalRNodeClient();
        await client.ConnectAsync(server.Url + "/hub", transport: "webSockets");

        await client.CutAsync();

        Assert.Contains("1006", await client.ClosedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_says_why()
    {
        await using var server = await StartAsync();
        await using var client = new SignalRNodeClient();

        var error = await client.ConnectRefusedAsync(server.Url + "/nowhere");

        Assert.Contains("404", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_ends_fails_whoever_waits()
    {
        await using var client = new SignalRNodeClient();
        await client.NextAsync("ready");
        var waiting = client.NextAsync("connected");

        await client.DisposeAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
        Assert.Contains("ended before it sent 'connected'", exception.Message, StringComparison.Ordinal);
    }

    private static Task<KestrelServer> StartAsync() => KestrelServer.StartAsync(
        builder => builder.Services.AddSignalR(),
        app => app.MapHub<NodeTestHub>("/hub"));
}
