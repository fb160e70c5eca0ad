using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Attack;

/// <summary>A client of either wire over a WebSocket, from an address of its choice; it can be told to stop reading, and takes down every refusal.</summary>
internal sealed class WireClient : IDisposable
{
    private const string Namespace = "/api/v1/realtime";
    private const char RecordSeparator = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string, JsonElement>? _onEvent;
    private readonly bool _isSignalR;
    private TaskCompletionSource _mayRead = Completed();
    private int _lastCall;

    private WireClient(bool isSignalR, Action<string, JsonElement>? onEvent) => (_isSignalR, _onEvent) = (isSignalR, onEvent);

    /// <summary>Completes when the server has ended the connection.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Codes of refusals and closes, with how often each came.</summary>
    public ConcurrentDictionary<string, int> Codes { get; } = new();

    /// <summary>Connects; a refusal is among <see cref="Codes"/>, and <see cref="Ended"/> completes.</summary>
    public static async Task<WireClient> ConnectAsync(
        Uri server, IPAddress from, string user, bool isSignalR, Action<string, JsonElement>? onEvent = null, CancellationToken cancellation = default)
    {
        var client = new WireClient(isSignalR, onEvent);
        var address = new UriBuilder(server) { Scheme = "ws", Path = isSignalR ? Namespace : "/socket.io/", Query = isSignalR ? "" : "EIO=4&transport=websocket" };
        client._socket.Options.SetRequestHeader("Authorization", "Bearer " + user);
        client._socket.Options.CollectHttpResponseDetails = true;
        using var http = Connector(from);
        try
        {
            await client._socket.ConnectAsync(address.Uri, http, cancellation);
        }
        catch (WebSocketException) when (client._socket.HttpStatusCode != 0)
        {
            client.Note(((int)client._socket.HttpStatusCode).ToString(CultureInfo.InvariantCulture));
            client._ended.TrySetResult();
            return client;
        }

        await client.SendAsync(isSignalR ? """{"protocol":"json","version":1}""" + RecordSeparator : $"40{Namespace},{{}}");
        _ = client.ReadAsync();
        await Task.WhenAny(client._accepted.Task, client.Ended).WaitAsync(cancellation);
        return client;
    }

    /// <summary>Calls, and returns the answer.</summary>
    public async Task<JsonElement> CallAsync(string name, object payload, CancellationToken cancellation = default)
    {
        var id = Interlocked.Increment(ref _lastCall);
        var answer = _calls[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendCallAsync(id, name, payload);
        return Ended.IsCompleted ? throw new IOException("The connection has ended.") : await answer.Task.WaitAsync(cancellation);
    }

    /// <summary>Calls, and does not wait for the answer.</summary>
    public Task PostAsync(string name, object payload) => SendCallAsync(Interlocked.Increment(ref _lastCall), name, payload);

    /// <summary>Sends a piece of a message.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> data, bool isLast)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(data, WebSocketMessageType.Text, isLast, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Reads no more, until <see cref="ResumeReading"/>.</summary>
    public void StopReading() => _mayRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ResumeReading() => _mayRead.TrySetResult();

    public void Dispose()
    {
        _socket.Abort();
        ResumeReading();
        _socket.Dispose();
    }

    /// <summary>A way to connect from an address of this machine.</summary>
    public static HttpMessageInvoker Connector(IPAddress from) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 16 * 1024 };
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), isLast: true);

    private Task SendCallAsync(int id, string name, object payload)
    {
        object[] arguments = name == "ping" ? [] : [payload];
        return SendAsync(_isSignalR
            ? JsonSerializer.Serialize(new { type = 1, invocationId = id.ToString(CultureInfo.InvariantCulture), target = name, arguments }) + RecordSeparator
            : string.Create(CultureInfo.InvariantCulture, $"42{Namespace},{id}{JsonSerializer.Serialize(new[] { name, payload })}"));
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                await _mayRead.Task;
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    Note(((int?)_socket.CloseStatus ?? 0).ToString(CultureInfo.InvariantCulture));
                    break;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    Take(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            Note("cut");
        }
        catch (Exception exception)
        {
            // A packet that this client does not understand, or its observer failed: whoever waits for the end is told.
            _ended.TrySetException(exception);
        }

        _ended.TrySetResult();
        foreach (var call in _calls.Values)
        {
            call.TrySetException(new IOException("The connection has ended."));
            _ = call.Task.Exception;
        }
    }

    private void Take(string text)
    {
        if (_isSignalR)
        {
            foreach (var record in text.Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                TakeRecord(JsonElement.Parse(record));
            }

            return;
        }

        switch (text)
        {
            case ['2', ..]:
                _ = SendAsync("3");
                break;
            case ['4', var type, ..] when type is not '1':
                var rest = text.AsSpan(2 + Namespace.Length + 1);
                var start = rest.IndexOfAny('{', '[');
                TakePacket(type, start > 0 ? int.Parse(rest[..start], CultureInfo.InvariantCulture) : 0, JsonElement.Parse(rest[start..].ToString()));
                break;
        }
    }

    private void TakePacket(char type, int id, JsonElement json)
    {
        switch (type)
        {
            case '0':
                _accepted.TrySetResult();
                break;
            case '4':
                Note(json.GetProperty("data").GetProperty("code").GetString()!);
                _ended.TrySetResult();
                break;
            case '2' when json[0].GetString() == "exception":
                Note(json[1].GetProperty("code").GetString()!);
                break;
            case '2':
                _onEvent?.Invoke(json[0].GetString()!, json[1]);
                break;
            case '3':
                TakeAnswer(id, json[0]);
                break;
        }
    }

    private void TakeRecord(JsonElement record)
    {
        if (!record.TryGetProperty("type", out var type))
        {
            _accepted.TrySetResult();
            return;
        }

        switch (type.GetInt32())
        {
            case 1:
                _onEvent?.Invoke(record.GetProperty("target").GetString()!, record.GetProperty("arguments")[0]);
                break;
            case 3 when record.TryGetProperty("result", out var result):
                TakeAnswer(int.Parse(record.GetProperty("invocationId").GetString()!, CultureInfo.InvariantCulture), result);
                break;
            case 7 when record.TryGetProperty("error", out var error):
                Note(error.GetString()!.Split(':')[0]);
                break;
        }
    }

    private void TakeAnswer(int id, JsonElement answer)
    {
        if (answer.TryGetProperty("code", out var code))
        {
            Note(code.GetString()!);
        }

        if (_calls.TryRemove(id, out var call))
        {
            call.TrySetResult(answer);
        }
    }

    private void Note(string code) => Codes.AddOrUpdate(code, 1, static (_, count) => count + 1);
}
