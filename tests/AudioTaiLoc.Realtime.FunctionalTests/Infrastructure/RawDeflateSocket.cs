using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A WebSocket client down to the frame: what was offered, what was answered, and which message came compressed.</summary>
internal sealed class RawDeflateSocket : IDisposable
{
    private const char RecordSeparator = '\u001e';

    private readonly TcpClient _tcp = new();
    private readonly Queue<RawMessage> _messages = new();
    private Stream _stream = Stream.Null;
    private byte[] _fragments = [];
    private bool _isCompressed;

    /// <summary>What the server answered to the offer; empty for nothing.</summary>
    public string Extensions { get; private set; } = "";

    /// <summary>Connects a user to the core over a wire.</summary>
    public static async Task<RawDeflateSocket> ConnectAsync(RealtimeHost host, Wire wire, string userId, string? offer)
    {
        var socket = new RawDeflateSocket();
        var token = host.Token(userId);
        if (wire == Wire.SignalR)
        {
            await socket.OpenAsync(host, $"/api/v1/realtime?access_token={token}", offer);
            await socket.SendAsync("{\"protocol\":\"json\",\"version\":1}" + RecordSeparator);
            await socket.FindAsync("{}");
        }
        else
        {
            await socket.OpenAsync(host, "/socket.io/?EIO=4&transport=websocket", offer);
            await socket.SendAsync($$"""40/api/v1/realtime,{"token":"{{token}}"}""");
            await socket.FindAsync("40/api/v1/realtime,");
        }

        return socket;
    }

    /// <summary>Calls, and returns the message with the answer.</summary>
    public async Task<RawMessage> CallAsync(Wire wire, string name, string? payload)
    {
        if (wire == Wire.SignalR)
        {
            await SendAsync($$"""{"type":1,"invocationId":"7","target":"{{name}}","arguments":[{{payload}}]}""" + RecordSeparator);
            return await FindAsync("\"invocationId\":\"7\"");
        }

        await SendAsync($$"""42/api/v1/realtime,7["{{name}}"{{(payload is null ? "" : "," + payload)}}]""");
        return await FindAsync("43/api/v1/realtime,7[");
    }

    /// <summary>The next message that holds a text; others are passed over.</summary>
    public async Task<RawMessage> FindAsync(string text)
    {
        while (true)
        {
            var message = await ReadAsync();
            if (message.Text.Contains(text, StringComparison.Ordinal))
            {
                return message;
            }
        }
    }

    public async Task SendAsync(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length];
        // Masked with zeroes.
        await _stream.WriteAsync((byte[])[0x81, .. length, 0, 0, 0, 0, .. payload], TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a message that inflates to as many bytes as are asked for.</summary>
    public async Task SendCompressedAsync(int inflated)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(new byte[inflated]);
            deflate.Flush();
        }

        var payload = output.ToArray().AsMemory(0, (int)output.Length - 4);
        byte[] header = [0xC1, 0xFF, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
        await _stream.WriteAsync(header, TestContext.Current.CancellationToken);
        await _stream.WriteAsync(payload, TestContext.Current.CancellationToken);
    }

    /// <summary>Reads until the server ends the connection.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            while (true)
            {
                await ReadAsync();
            }
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
            // The end.
        }
    }

    public void Dispose() => _tcp.Dispose();

    private async Task OpenAsync(RealtimeHost host, string path, string? offer)
    {
        var url = new Uri(host.Url);
        await _tcp.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        _stream = _tcp.GetStream();
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var request = $"GET {path} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{(offer is null ? "" : $"Sec-WebSocket-Extensions: {offer}\r\n")}\r\n";
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer.Append((char)(await ReadExactlyAsync(1))[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", answer.ToString(), StringComparison.Ordinal);
        Extensions = answer.ToString().Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("Sec-WebSocket-Extensions: ", StringComparison.OrdinalIgnoreCase))?.Split(": ")[1] ?? "";
    }

    private async Task<RawMessage> ReadAsync()
    {
        while (_messages.Count == 0)
        {
            var head = await ReadExactlyAsync(2);
            var length = head[1] switch
            {
                126 => (await ReadExactlyAsync(2)).Aggregate(0, (sum, one) => (sum << 8) | one),
                127 => (await ReadExactlyAsync(8)).Aggregate(0, (sum, one) => (sum << 8) | one),
                var small => small,
            };
            var payload = await ReadExactlyAsync(length);
            if ((head[0] & 0x0F) == 8)
            {
                throw new EndOfStreamException();
            }

            if ((head[0] & 0x0F) > 1)
            {
                continue;
            }

            // Without compression the framework sends a long message in several frames; the first says whether it is compressed.
            var isFirst = (head[0] & 0x0F) == 1;
            _isCompressed = isFirst ? (head[0] & 0x40) != 0 : _isCompressed;
            payload = _fragments = isFirst ? payload : [.. _fragments, .. payload];
            if ((head[0] & 0x80) != 0)
            {
                var isCompressed = _isCompressed;
                _messages.Enqueue(new RawMessage(Encoding.UTF8.GetString(isCompressed ? Inflate(payload) : payload), isCompressed, payload.Length));
            }
        }

        return _messages.Dequeue();
    }

    // Without context takeover every message can be read by itself.
    private static byte[] Inflate(byte[] payload)
    {
        using var input = new MemoryStream([.. payload, 0, 0, 0xFF, 0xFF]);
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        inflate.CopyTo(output);
        return output.ToArray();
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, deadline.Token);
        return bytes;
    }
}

/// <summary>A WebSocket message.</summary>
/// <param name="Text">What it says.</param>
/// <param name="IsCompressed">Whether it came compressed.</param>
/// <param name="Length">Its bytes on the wire, without the frame's header.</param>
internal sealed record RawMessage(string Text, bool IsCompressed, int Length);
