using System.Net.WebSockets;
using System.Text;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A bare WebSocket to a SignalR hub, for what no stock client would send.</summary>
internal sealed class RawHubSocket : IDisposable
{
    private const char RecordSeparator = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<string> _records = new();

    private RawHubSocket()
    {
    }

    /// <summary>Opens the WebSocket without negotiating.</summary>
    /// <param name="address">The hub's address, http.</param>
    /// <param name="headers">Headers of the request.</param>
    /// <exception cref="WebSocketException">It is refused; <see cref="RefusalStatusAsync"/> tells the status.</exception>
    public static async Task<RawHubSocket> OpenAsync(string address, params (string Name, string Value)[] headers)
    {
        var socket = new RawHubSocket();
        socket._socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            socket._socket.Options.SetRequestHeader(name, value);
        }

        await socket._socket.ConnectAsync(new Uri(address.Replace("http://", "ws://", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>The status with which a WebSocket is refused; 101 when it is not.</summary>
    public static async Task<int> RefusalStatusAsync(string address, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await socket.ConnectAsync(new Uri(address.Replace("http://", "ws://", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return (int)socket.HttpStatusCode;
    }

    /// <summary>Shakes hands and returns the answer: <c>{}</c>, or an error.</summary>
    public async Task<string> HandshakeAsync(string protocol = "json")
    {
        await SendAsync($$"""{"protocol":"{{protocol}}","version":1}""");
        return await NextAsync() ?? "";
    }

    /// <summary>Sends one record.</summary>
    public Task SendAsync(string record) => SendPieceAsync(record + RecordSeparator);

    /// <summary>Sends a WebSocket message that need not be a whole record.</summary>
    public Task SendPieceAsync(string piece) => EndingAsync(
        async token =>
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(piece), WebSocketMessageType.Text, true, token);
            return true;
        },
        TestContext.Current.CancellationToken);

    /// <summary>Waits until the connection has ended, in order or cut off.</summary>
    public async Task EndAsync()
    {
        try
        {
            while (await NextAsync() is not null)
            {
                // What was told before the end.
            }
        }
        catch (WebSocketException)
        {
            // Cut off.
        }
    }

    /// <summary>The next record that is no ping; null at the end.</summary>
    public async Task<string?> NextAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            if (_records.TryDequeue(out var record))
            {
                if (record != """{"type":6}""")
                {
                    return record;
                }

                continue;
            }

            var result = await EndingAsync(token => _socket.ReceiveAsync(buffer, token), deadline.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            text.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
            if (result.EndOfMessage)
            {
                foreach (var part in text.ToString().Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
                {
                    _records.Enqueue(part);
                }

                text.Clear();
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    // A WebSocket that is cut off in the middle of an operation calls that cancelled.
    private static async Task<T> EndingAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation(cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, exception);
        }
    }
}
