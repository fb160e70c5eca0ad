using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Shared;

/// <summary>A small Socket.IO client over WebSocket: many fit in one process, and it shows the session's id and offset.</summary>
internal sealed class SocketIoClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ArrayBufferWriter<byte> _message = new(1024);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _acks = new();
    private readonly TaskCompletionSource<JsonElement> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _namespace;
    private readonly Action<string, JsonElement> _received;
    private int _lastAck;

    private SocketIoClient(string socketIoNamespace, Action<string, JsonElement> received)
    {
        _namespace = socketIoNamespace;
        _received = received;
    }

    /// <summary>By what the session may be taken up again; null where the server keeps none.</summary>
    public string? Pid { get; private set; }

    /// <summary>The last event's offset; null before there was one.</summary>
    public string? Offset { get; private set; }

    /// <summary>Completes when the connection has ended, however.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Connects to the namespace.</summary>
    /// <param name="host">Scheme, address and port.</param>
    /// <param name="socketIoNamespace">The namespace.</param>
    /// <param name="auth">JSON for the CONNECT packet.</param>
    /// <param name="received">Gets each event's name and first argument, one at a time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="UnauthorizedAccessException">The server refused.</exception>
    public static async Task<SocketIoClient> ConnectAsync(
        Uri host, string socketIoNamespace, string auth, Action<string, JsonElement> received, CancellationToken cancellationToken)
    {
        var client = new SocketIoClient(socketIoNamespace, received);
        try
        {
            var url = new UriBuilder(host) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" }.Uri;
            await client._socket.ConnectAsync(url, cancellationToken);
            await client.ReadAsync();
            client.Ended = client.ReceiveAsync();
            await client.SendAsync($"40{socketIoNamespace},{auth}");
            var answer = await client._connected.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            client.Pid = answer.TryGetProperty("pid", out var pid) ? pid.GetString() : null;
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Calls, and returns the ack's first argument.</summary>
    /// <exception cref="IOException">The connection ended first.</exception>
    public async Task<JsonElement> CallAsync(string name, string payload)
    {
        var id = Interlocked.Increment(ref _lastAck);
        var ack = _acks[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Ended.IsCompleted)
        {
            throw new IOException("The connection ended.");
        }

        await SendAsync(string.Create(CultureInfo.InvariantCulture, $"42{_namespace},{id}[\"{name}\",{payload}]"));
        return await ack.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Leaves the namespace and closes.</summary>
    public async Task LeaveAsync()
    {
        await SendAsync($"41{_namespace},");
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
        {
            // The server, told that the client leaves, has closed first.
        }

        await Ended;
    }

    /// <summary>Ends without a word.</summary>
    public void Cut() => _socket.Abort();

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(string packet)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            throw new IOException("The connection ended.", exception);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await ReadAsync())
            {
                await HandleAsync();
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            // However it ended: whoever waits is told below.
        }

        var gone = new IOException("The connection ended.");
        _connected.TrySetException(gone);
        foreach (var ack in _acks.Values)
        {
            ack.TrySetException(gone);
        }
    }

    private async Task<bool> ReadAsync()
    {
        _message.ResetWrittenCount();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_message.GetMemory(1024), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            _message.Advance(part.Count);
            if (part.EndOfMessage)
            {
                return true;
            }
        }
    }

    private Task HandleAsync()
    {
        var packet = _message.WrittenSpan;
        if (packet is [(byte)'2'])
        {
            return SendAsync("3");
        }

        if (packet is not [(byte)'4', var type, ..])
        {
            return Task.CompletedTask;
        }

        var rest = packet[2..];
        var start = rest.IndexOf((byte)',') + 1;
        rest = rest.Length > 0 && rest[0] == (byte)'/' ? rest[start..] : rest;
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var json = digits >= 0 ? JsonElement.Parse(rest[digits..]) : default;
        switch (type)
        {
            case (byte)'0':
                _connected.TrySetResult(json);
                break;
            case (byte)'4':
                _connected.TrySetException(new UnauthorizedAccessException(json.GetRawText()));
                break;
            case (byte)'2':
                Offset = json.GetArrayLength() > 2 ? json[2].GetString() : Offset;
                _received(json[0].GetString()!, json.GetArrayLength() > 1 ? json[1] : default);
                break;
            case (byte)'3':
                if (_acks.TryRemove(int.Parse(rest[..digits], CultureInfo.InvariantCulture), out var ack))
                {
                    ack.TrySetResult(json[0]);
                }

                break;
        }

        return Task.CompletedTask;
    }
}
