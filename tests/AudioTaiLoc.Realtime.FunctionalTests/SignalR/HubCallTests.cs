using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

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
        JsonElement.Parse(await NextOfTypeAsync(socket, 3)).GetProperty("result").IsRefused("invalid_payload", field);
    }

    [Fact]
    public async Task Calls_of_one_connection_keep_their_order_whatever_the_host_sets_for_its_hubs()
    {
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.AddSignalR(hub => hub.MaximumParallelInvocationsPerClient = 16));
        await host.Conversations.CreateAsync("conv_789", null, ["user_123"], TestContext.Current.CancellationToken);
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        var acks = await Task.WhenAll(Enumerable.Range(1, 300).Select(i => client.CallAsync("chat:message", new { conversationId = "conv_789", message = $"{i}" })));
        Assert.Equal(Enumerable.Range(1, 300), acks.Select(ack => ack.GetProperty("sequence").GetInt32()));
    }

    [Fact]
    public async Task A_client_that_stays_after_a_kick_can_do_nothing_and_is_cut_off()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await RealtimeHost.StartAsync(build: builder => builder.Services.AddSingleton<TimeProvider>(time));
        using var socket = await RawHubSocket.OpenAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("user_123")));
        Assert.Equal("{}", await socket.HandshakeAsync());
        await socket.SendAsync(Call(1));
        JsonElement.Parse(await NextOfTypeAsync(socket, 3)).GetProperty("result").IsDone();

        await host.Realtime.DisconnectUserAsync("user_123", "Signed out.", TestContext.Current.CancellationToken);
        Assert.Equal("""{"type":7,"error":"kicked: Signed out."}""", await NextOfTypeAsync(socket, 7));
        await socket.SendAsync(Call(2));
        JsonElement.Parse(await NextOfTypeAsync(socket, 3)).GetProperty("result").IsRefused("kicked");
        await host.Realtime.NotifyStockLevelAsync("prod_123", 1, cancellationToken: TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(2));
        var rest = await socket.NextAsync();
        Assert.True(rest is null || rest.StartsWith("""{"type":7""", StringComparison.Ordinal), rest);

        static string Call(int id) => $$"""{"type":1,"invocationId":"{{id}}","target":"inventory:subscribe","arguments":[{"productId":"prod_123"}]}""";
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

    /// <summary>Passes over the events that come in between.</summary>
    private static async Task<string> NextOfTypeAsync(RawHubSocket socket, int type)
    {
        while (await socket.NextAsync() is { } record)
        {
            if (record.StartsWith($$"""{"type":{{type}}""", StringComparison.Ordinal))
            {
                return record;
            }
        }

        throw new EndOfStreamException($"The connection ended without a record of type {type}.");
    }
}
