using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Compression;

/// <summary>permessage-deflate on both wires, seen from the frames: what is compressed, and what never is.</summary>
public sealed class CompressionTests(ITestOutputHelper output)
{
    private const int Threshold = 1024;

    // What a browser offers.
    private const string Offer = "permessage-deflate; client_max_window_bits";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Wire.SignalR)]
    [InlineData(Wire.SocketIo)]
    public async Task A_large_event_is_compressed_alone_and_nothing_is_kept_for_the_next(Wire wire)
    {
        await using var host = await StartAsync();
        using var client = await RawDeflateSocket.ConnectAsync(host, wire, "user_123", Offer);
        Assert.Contains("server_no_context_takeover", client.Extensions, StringComparison.Ordinal);
        Assert.Contains("client_no_context_takeover", client.Extensions, StringComparison.Ordinal);

        for (var number = 0; number < 20; number++)
        {
            await host.Realtime.BroadcastToAllAsync("catalog", Catalog(number), Cancellation);
        }

        for (var number = 0; number < 20; number++)
        {
            var message = await client.FindAsync("catalog");
            Assert.True(message.IsCompressed);
            Assert.Contains($"\"number\":{number},", message.Text, StringComparison.Ordinal);
            Assert.Equal(1, message.Text.Split("\"catalog\"").Length - 1);
            if (number == 0)
            {
                output.WriteLine($"{wire}: {message.Text.Length} bytes, compressed {message.Length}");
            }
        }
    }

    [Theory]
    [InlineData(Wire.SignalR)]
    [InlineData(Wire.SocketIo)]
    public async Task Secrets_answers_and_small_events_go_as_they_are_also_between_others(Wire wire)
    {
        await using var host = await StartAsync();
        using var client = await RawDeflateSocket.ConnectAsync(host, wire, "user_123", Offer);
        var secret = new UserNotification { Type = "code", Message = new string('7', 5000), IsSecret = true };
        for (var round = 0; round < 10; round++)
        {
            await host.Realtime.BroadcastToAllAsync("catalog", Catalog(round), Cancellation);
            await host.Realtime.NotifyUserAsync("user_123", secret, Cancellation);
            await host.Realtime.SendEventAsync(
                EventTarget.User("user_123"), "voucher", Catalog(round), new EventOptions { IsSecret = true }, Cancellation);
            await host.Realtime.BroadcastToAllAsync("small", new { round }, Cancellation);
        }

        for (var round = 0; round < 10; round++)
        {
            Assert.True((await client.FindAsync("\"catalog\"")).IsCompressed);
            var plain = await client.FindAsync("7777777777");
            Assert.False(plain.IsCompressed);
            plain = plain.Text.Contains("\"voucher\"", StringComparison.Ordinal) ? plain : await client.FindAsync("\"voucher\"");
            Assert.False(plain.IsCompressed);
            plain = plain.Text.Contains("\"small\"", StringComparison.Ordinal) ? plain : await client.FindAsync("\"small\"");
            Assert.False(plain.IsCompressed);
        }

        var answer = await client.CallAsync(wire, "notification:list", null);
        Assert.False(answer.IsCompressed);
        Assert.True(answer.Length > 10 * 5000);
    }

    [Theory]
    [InlineData(Wire.SignalR, null)]
    [InlineData(Wire.SocketIo, null)]
    [InlineData(Wire.SignalR, "permessage-deflate; server_max_window_bits=9")]
    [InlineData(Wire.SocketIo, "permessage-deflate; server_max_window_bits=9")]
    [InlineData(Wire.SignalR, "x-webkit-deflate-frame")]
    public async Task Without_an_offer_that_can_be_kept_nothing_is_compressed(Wire wire, string? offer)
    {
        await using var host = await StartAsync();
        using var client = await RawDeflateSocket.ConnectAsync(host, wire, "user_123", offer);
        Assert.Equal("", client.Extensions);

        await host.Realtime.BroadcastToAllAsync("catalog", Catalog(1), Cancellation);

        Assert.False((await client.FindAsync("catalog")).IsCompressed);
    }

    [Theory]
    [InlineData(Wire.SignalR)]
    [InlineData(Wire.SocketIo)]
    public async Task It_is_off_by_default(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        using var client = await RawDeflateSocket.ConnectAsync(host, wire, "user_123", Offer);
        Assert.Equal("", client.Extensions);
    }

    [Theory]
    [InlineData(Wire.SignalR)]
    [InlineData(Wire.SocketIo)]
    public async Task A_message_that_inflates_past_the_limit_ends_the_connection(Wire wire)
    {
        await using var host = await StartAsync();
        using var client = await RawDeflateSocket.ConnectAsync(host, wire, "user_123", Offer);

        await client.SendCompressedAsync(20_000_000);

        await client.ReadToEndAsync();
    }

    [Fact]
    public async Task Stock_clients_read_what_is_compressed()
    {
        await using var host = await StartAsync();
        await using var signalR = new SignalRNodeClient();
        await signalR.OnAsync("catalog");
        await signalR.ConnectAsync(host.RealtimeUrl, host.Token("user_123"), "webSockets");
        Assert.True((await signalR.InvokeAsync("inventory:subscribe", new { productId = "prod_123" })).Result.GetProperty("success").GetBoolean());
        await using var socketIo = await SocketIoTestClient.ConnectAsync(host, host.Token("user_456"), ["websocket"]);
        await socketIo.CallAsync("inventory:subscribe", new { productId = "prod_123" });
        var room = EventTarget.Room(RealtimeRooms.Product("prod_123"));
        var before = host.Realtime.GetRealtimeStats();

        await host.Realtime.SendEventAsync(room, "catalog", Catalog(3), null, Cancellation);
        await host.Realtime.SendEventAsync(room, "catalog", Catalog(4), new EventOptions { IsSecret = true }, Cancellation);

        foreach (var number in (int[])[3, 4])
        {
            Assert.Equal(number, (await socketIo.NextAsync("catalog")).GetProperty("number").GetInt32());
            Assert.Equal(number, (await signalR.NextEventAsync("catalog")).Args[0].GetProperty("number").GetInt32());
        }

        var after = host.Realtime.GetRealtimeStats();
        Assert.Equal(2, after.TotalMessagesCompressed - before.TotalMessagesCompressed);
        var plain = after.TotalBytesBeforeCompression - before.TotalBytesBeforeCompression;
        var sent = after.TotalBytesAfterCompression - before.TotalBytesAfterCompression;
        output.WriteLine($"Two clients, one event each: {plain} bytes, compressed {sent}");
        Assert.True(sent * 3 < plain);
    }

    private static Task<RealtimeHost> StartAsync() => RealtimeHost.StartAsync(options => options.CompressionThreshold = Threshold);

    // As a shop would send it: 40 products.
    private static object Catalog(int number) => new
    {
        number,
        products = Enumerable.Range(100, 40).Select(id => new
        {
            productId = $"prod_{id}",
            name = $"Studio headphones model {id * 7}",
            price = 49.9 + (id * 3 % 17),
            currency = "EUR",
            available = id % 3 != 0,
            quantity = id * id % 97,
        }),
    };
}
