using System.Net.WebSockets;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Compression both ways with a client that asks for it.</summary>
public sealed class PerMessageDeflateTests : EngineIoFixture
{
    internal override EngineIoOptions Options => base.Options with { CompressionThreshold = 100, MaxPayload = 50_000 };

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("x-webkit-deflate-frame", false)]
    [InlineData("permessage-deflate", true)]
    [InlineData("permessage-deflate; client_max_window_bits", true)]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=10", true)]
    [InlineData("permessage-deflate; server_max_window_bits=10", false)]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", true)]
    [InlineData("permessage-deflate; unknown=1", false)]
    public void Takes_the_offers_it_can_keep(string? extensions, bool accepted) =>
        Assert.Equal(accepted, DeflateOffer.IsOffered(extensions));

    [Fact]
    public async Task Messages_small_and_large_text_and_binary_come_back_as_they_were()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync(configure: static options =>
            options.DangerousDeflateOptions = new WebSocketDeflateOptions());
        string large = "4" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i} "));
        byte[] binary = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * i >> 3))];
        foreach (string text in (string[])["4small", large, "4", large, "4€"])
        {
            await socket.SendAsync(text);
            Assert.Equal(text, await socket.ReceiveAsync());
        }

        await socket.SendAsync(binary);
        Assert.Equal($"<{Convert.ToHexString(binary)}>", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task A_message_that_inflates_past_the_limit_closes_the_session()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync(configure: static options =>
            options.DangerousDeflateOptions = new WebSocketDeflateOptions());
        await socket.SendAsync("4" + new string('x', 5_000_000));

        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
        await Handler.ExpectAsync("opened", "closed TooLarge");
    }

    [Fact]
    public async Task A_client_that_does_not_ask_gets_nothing_compressed()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        string large = "4" + new string('x', 5000);
        await socket.SendAsync(large);

        Assert.Equal(large, await socket.ReceiveAsync());
    }
}
