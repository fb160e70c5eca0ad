using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.SignalR;

/// <summary>Sections 1, 5 and 6: what only SignalR's own clients see of a call.</summary>
public sealed class HubCallTests
{
    [Theory]
    [InlineData("no:such", 1)]
    [InlineData("OrderSubscribe", 1)]
    [InlineData("order:subscribe", 0)]
    [InlineData("order:subscribe", 2)]
    [InlineData("ping", 1)]
    [InlineData("presence:list", 1)]
    [InlineData("chat:conversations", 1)]
    [InlineData("notification:list", 1)]
    public async Task An_unknown_method_or_a_wrong_number_of_arguments_is_SignalRs_own_error(string method, int arguments)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        object?[] args = [.. Enumerable.Repeat<object?>(new { orderId = "order_123" }, arguments)];
        await Assert.ThrowsAsync<HubException>(
            () => client.Connection.InvokeCoreAsync<JsonElement>(method, args, TestContext.Current.CancellationToken));
        (await client.CallAsync("ping")).IsDone();
    }

    [Fact]
    public async Task A_call_works_without_asking_for_its_ack()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        await client.Connection.SendAsync("inventory:subscribe", new { productId = "prod_123" }, TestContext.Current.CancellationToken);
        await client.Connection.SendAsync("order:subscribe", new { orderId = "order_of_another" }, TestContext.Current.CancellationToken);
        await client.Connection.SendAsync("ping", TestContext.Current.CancellationToken);
        await client.NextAsync("pong");
        await host.Realtime.NotifyStockLevelAsync("prod_123", 1, cancellationToken: TestContext.Current.CancellationToken);
        await client.NextAsync("inventory:updated");
    }

    [Fact]
    public async Task A_frame_up_to_the_message_limit_is_answered_and_one_over_it_closes()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        (await client.CallAsync("inventory:subscribe", new { productId = "prod_123", padding = new string('x', 60 * 1024) })).IsDone();
        await Assert.ThrowsAnyAsync<Exception>(() => client.CallAsync("inventory:subscribe", new { productId = "prod_123", padding = new string('x', 64 * 1024) }));
        Assert.NotNull(await client.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_message_limit_is_the_hosts_to_set()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumMessageSize = 2 * 1024);
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        (await client.CallAsync("inventory:subscribe", new { productId = "prod_123", padding = new string('x', 1024) })).IsDone();
        await Assert.ThrowsAnyAsync<Exception>(() => client.CallAsync("inventory:subscribe", new { productId = "prod_123", padding = new string('x', 2 * 1024) }));
        await client.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("""{"conversationId":"conv_789","message":"half a pair: \ud83d"}""", "message")]
    [InlineData("""{"conversationId":"conv_789\u0000","message":"a"}""", "conversationId")]
    public async Task Text_that_is_no_Unicode_is_an_invalid_payload(string payload, string field)
    {
        await using var host = await RealtimeHost.StartAsync();
        using var socket = await RawHubSocket.OpenAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("user_123")));
        Assert.Equal("{}", await socket.HandshakeAsync());
        await socket.SendAsync($$"""{"type":1,"invocationId":"1","target":"chat:message","arguments":[{{payload}}]}""");
        var record = await socket.NextAsync();
        while (record?.Contains("\"type\":3", StringComparison.Ordinal) == false)
        {
            record = await socket.NextAsync();
        }

        JsonElement.Parse(record!).GetProperty("result").IsRefused("invalid_payload", field);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stock_client_comes_back_by_itself_after_a_deploy_and_not_after_a_kick(bool isDeploy)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(host.RealtimeUrl, http => http.AccessTokenProvider = () => Task.FromResult<string?>(host.Token("user_123")))
            .WithAutomaticReconnect()
            .Build();
        var end = new TaskCompletionSource<(string Way, Exception? Error)>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Reconnecting += error => Task.FromResult(end.TrySetResult(("reconnecting", error)));
        connection.Closed += error => Task.FromResult(end.TrySetResult(("closed", error)));
        await connection.StartAsync(TestContext.Current.CancellationToken);
        await connection.InvokeAsync<JsonElement>("ping", TestContext.Current.CancellationToken);

        if (isDeploy)
        {
            await host.StopAsync();
        }
        else
        {
            await host.Realtime.DisconnectUserAsync("user_123", "Bye.", TestContext.Current.CancellationToken);
        }

        var (way, error) = await end.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(isDeploy ? "reconnecting" : "closed", way);
        Assert.Contains(isDeploy ? "shutting_down: " : "kicked: Bye.", error?.Message, StringComparison.Ordinal);
    }
}
