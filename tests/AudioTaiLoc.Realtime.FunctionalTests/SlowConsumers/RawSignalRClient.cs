using System.Net.Http;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SlowConsumers;

/// <summary>
/// SignalR's JSON protocol on a bare WebSocket with a small receive buffer. It reads only when it is told to, which no
/// stock client can be brought to do.
/// </summary>
internal sealed class RawSignalRClient : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http;
    private readonly MemoryStream _received = new();
    private readonly Queue<JsonElement> _records = new();

    private RawSignalRClient() => _http = new HttpMessageInvoker(new SocketsHttpHandler
    {
        ConnectCallback = static async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawSignalRClient> ConnectAsync(RealtimeHost host, string token)
    {
        var client = new RawSignalRClient();
        client._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await client._socket.ConnectAsync(new Uri(host.RealtimeUrl.Replace("http", "ws", StringComparison.Ordinal)), client._http, Cancellation);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await client.ReadAsync())?.GetRawText());
        return client;
    }

    /// <summary>Calls, and reads until the answer; events before it are passed over.</summary>
    public async Task<JsonElement> CallAsync(string name, object payload)
    {
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = "1", target = name, arguments = new[] { payload } }));
        while (await ReadAsync() is { } record)
        {
            if (record.GetProperty("type").GetInt32() == 3)
            {
                return record.GetProperty("result");
            }
        }

        throw new InvalidOperationException("The connection ended before the answer.");
    }

    /// <summary>Reads on to the next event of a name, and returns its payload; null when the connection has ended.</summary>
    public async Task<JsonElement?> NextAsync(string name)
    {
        while (await ReadAsync() is { } record)
        {
            if (record.GetProperty("type").GetInt32() == 1 && record.GetProperty("target").GetString() == name)
            {
                return record.GetProperty("arguments")[0];
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _http.Dispose();
        _received.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task SendAsync(string json) =>
        _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(json), RecordSeparator], WebSocketMessageType.Text, endOfMessage: true, Cancellation);

    private async Task<JsonElement?> ReadAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            if (_records.TryDequeue(out var record))
            {
                return record;
            }

            try
            {
                var result = await _socket.ReceiveAsync(buffer, Cancellation);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                Take(buffer.AsSpan(0, result.Count));
            }
            catch (WebSocketException)
            {
                // The server has cut the connection off.
                return null;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.IndexOf(RecordSeparator); end >= 0; end = bytes.IndexOf(RecordSeparator))
        {
            _received.Write(bytes[..end]);
            using var json = JsonDocument.Parse(_received.ToArray());
            _records.Enqueue(json.RootElement.Clone());
            _received.SetLength(0);
            bytes = bytes[(end + 1)..];
        }

        _received.Write(bytes);
    }
}
