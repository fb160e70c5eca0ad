using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>How the stock client is answered.</summary>
public sealed class AckTests
{
    private const string Subscribed = """{"success":true,"room":"order:order_123"}""";

    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task A_thousand_acks_come_in_order(string transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var client = await ConnectAsync(host, transport);

        var acks = await client.EmitManyAsync(
            "chat:message", Enumerable.Range(1, 1000).Select(object (i) => new { conversationId = "conv_789", message = $"{i}" }));

        Assert.Equal(Enumerable.Range(0, 1000), acks.Select(ack => ack.GetProperty("index").GetInt32()));
        Assert.Equal(Enumerable.Range(1, 1000), acks.Select(ack => ack.GetProperty("answer").GetProperty("sequence").GetInt32()));
    }

    [Fact]
    public async Task A_callback_a_promise_and_a_timeout_get_the_same_answer()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var client = await ConnectAsync(host);

        Assert.Equal(Subscribed, (await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" })).Result.GetRawText());
        Assert.Equal(Subscribed, (await client.EmitWithPromiseAsync("order:subscribe", new { orderId = "order_123" })).Result.GetRawText());
        Assert.Equal(
            Subscribed,
            (await client.EmitWithPromiseAsync("order:subscribe", new { orderId = "order_123" }, timeout: 30_000)).Result.GetRawText());
    }

    [Fact]
    public async Task A_timeout_runs_out_when_the_answer_is_late()
    {
        var authorizer = new GatedAuthorizer();
        await using var host = await RealtimeHost.StartAsync(build: authorizer.Register);
        await using var client = await ConnectAsync(host);

        var late = await client.EmitWithPromiseAsync("order:subscribe", new { orderId = "order_123" }, timeout: 50);
        Assert.Equal("operation has timed out", late.Error);

        authorizer.Open();
        // The late answer is dropped by the client, and the connection goes on.
        Assert.True((await client.EmitWithAckAsync("ping")).Result.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task An_emit_without_ack_works_and_says_nothing()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var calls = new HandledCalls(host);
        await using var client = await ConnectAsync(host);

        await client.EmitAsync("order:subscribe", new { orderId = "order_123" });
        await calls.ReachAsync("order:subscribe");
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", cancellationToken: cancellation);

        await client.NextEventAsync("order:updated");
        Assert.DoesNotContain(client.UnreadEvents(), unread => unread.Name == "exception");
    }

    [Fact]
    public async Task A_refusal_without_ack_is_an_exception_event()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var client = await ConnectAsync(host);
        var refused = (await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_456" })).Result;
        Assert.Equal("forbidden", refused.GetProperty("code").GetString());

        await client.EmitAsync("order:subscribe", new { orderId = "order_456" });
        var exception = (await client.NextEventAsync("exception")).Args;

        Assert.Equal(refused.GetRawText(), Assert.Single(exception).GetRawText());
        Assert.False(refused.GetProperty("success").GetBoolean());
        Assert.NotEmpty(refused.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task An_unknown_event_is_refused_with_and_without_ack()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await ConnectAsync(host);

        var refused = (await client.EmitWithAckAsync("order:steal", new { orderId = "order_123" })).Result;
        Assert.Equal("unknown_event", refused.GetProperty("code").GetString());

        await client.EmitAsync("order:steal");
        Assert.Equal("unknown_event", (await client.NextEventAsync("exception")).Args[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_missing_argument_is_an_empty_object_and_surplus_ones_are_ignored()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var client = await ConnectAsync(host);

        Assert.True((await client.EmitWithAckAsync("presence:list")).Result.GetProperty("success").GetBoolean());
        var missing = (await client.EmitWithAckAsync("order:subscribe")).Result;
        Assert.Equal("invalid_payload", missing.GetProperty("code").GetString());
        Assert.Contains("'orderId'", missing.GetProperty("error").GetString(), StringComparison.Ordinal);

        var surplus = await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123", extra = 1 }, new { orderId = "order_456" }, "more", 7, null);
        Assert.Equal(Subscribed, surplus.Result.GetRawText());
    }

    [Theory]
    [InlineData("text")]
    [InlineData(7)]
    [InlineData(true)]
    public async Task What_is_no_object_is_refused(object? argument)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var refused = (await client.EmitWithAckAsync("order:subscribe", argument)).Result;
        Assert.Equal("invalid_payload", refused.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("presence:list")]
    [InlineData("chat:conversations")]
    [InlineData("notification:list")]
    public async Task A_call_that_needs_nothing_takes_anything(string call)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await ConnectAsync(host);
        foreach (var argument in new object?[] { 1764400000000, "text", true, null, new[] { 1, 2 }, Array.Empty<int>(), new { sent = 1 }, NodeBinary.Wrap([1, 2, 3]) })
        {
            Assert.True((await client.EmitWithAckAsync(call, argument)).Result.GetProperty("success").GetBoolean());
        }
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task Bytes_are_refused_where_text_is_expected(string transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await ConnectAsync(host, transport);

        foreach (var argument in new object[] { NodeBinary.Wrap([1, 2, 3]), new { orderId = NodeBinary.Wrap([1, 2, 3]) } })
        {
            var refused = (await client.EmitWithAckAsync("order:subscribe", argument)).Result;
            Assert.Equal("invalid_payload", refused.GetProperty("code").GetString());
        }

        // Where a call reads nothing, bytes do no harm.
        Assert.True((await client.EmitWithAckAsync("ping", new { photo = NodeBinary.Wrap(new byte[5000]) })).Result.GetProperty("success").GetBoolean());
    }

    private static async Task<SocketIoNodeClient> ConnectAsync(RealtimeHost host, string transport = "websocket")
    {
        var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") }, [transport]);
        return client;
    }
}
