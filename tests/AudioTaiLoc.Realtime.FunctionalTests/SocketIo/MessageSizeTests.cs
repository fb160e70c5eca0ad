using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>One limit for a client's messages, whatever carries them.</summary>
public sealed class MessageSizeTests
{
    public static TheoryData<string> Transports => ["websocket", "polling"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_message_under_the_limit_works(string transport)
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.MaximumMessageSize = 20_000;
            options.Chat.MaximumMessageLength = 100_000;
        });
        await host.SeedAsync();
        await using var client = await ConnectAsync(host, "user_123", transport);
        var sent = await client.EmitWithAckAsync("chat:message", new { conversationId = "conv_789", message = new string('x', 19_000) });
        Assert.True(sent.Result.GetProperty("success").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_message_over_the_limit_ends_the_connection_and_is_not_handled(string transport)
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.MaximumMessageSize = 20_000;
            options.Chat.MaximumMessageLength = 100_000;
        });
        await host.SeedAsync();
        await using var client = await ConnectAsync(host, "user_123", transport);

        await client.EmitAsync("chat:message", new { conversationId = "conv_789", message = new string('x', 20_001) });

        Assert.True((await client.NextDisconnectAsync()).Returns);
        await client.ReconnectedAsync();
        var history = (await client.EmitWithAckAsync("chat:history", new { conversationId = "conv_789" })).Result;
        Assert.Equal(0, history.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Bytes_count_like_text()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumMessageSize = 20_000);
        await using var client = await ConnectAsync(host, "user_123", "websocket");
        Assert.True((await client.EmitWithAckAsync("ping", NodeBinary.Wrap(new byte[19_000]))).Result.GetProperty("success").GetBoolean());
        await client.EmitAsync("ping", NodeBinary.Wrap(new byte[11_000]), NodeBinary.Wrap(new byte[11_000]));
        Assert.True((await client.NextDisconnectAsync()).Returns);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_megabyte_goes_both_ways_where_the_limit_allows_it(string transport)
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.MaximumMessageSize = 1_100_000;
            options.Chat.MaximumMessageLength = 1_000_000;
        });
        await host.SeedAsync();
        await using var reader = await ConnectAsync(host, "user_456", transport);
        await reader.EmitWithAckAsync("chat:subscribe", new { conversationId = "conv_789" });
        await using var writer = await ConnectAsync(host, "user_123", transport);
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i:d10}"));

        var sent = await writer.EmitWithAckAsync("chat:message", new { conversationId = "conv_789", message = text });

        Assert.True(sent.Result.GetProperty("success").GetBoolean());
        Assert.Equal(text, (await reader.NextEventAsync("chat:message")).Args[0].GetProperty("message").GetString());
    }

    private static async Task<SocketIoNodeClient> ConnectAsync(RealtimeHost host, string userId, string transport)
    {
        var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token(userId) }, [transport]);
        return client;
    }
}
