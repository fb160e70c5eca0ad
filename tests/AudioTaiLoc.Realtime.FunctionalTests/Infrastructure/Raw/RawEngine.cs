using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

/// <summary>
/// An Engine.IO client written from the protocol's document, apart from the library's own code: many fit in one process, and a
/// test can cut it off, let it vanish, and upgrade it at any moment.
/// </summary>
internal sealed class RawEngine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Action<string> _message;
    private readonly string _url;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IRawTransport _transport;
    private Task _receiving = Task.CompletedTask;
    private string _sid = "";
    private bool _isGone;

    private RawEngine(string hostUrl, IRawTransport transport, Action<string> message)
    {
        _url = hostUrl + "/socket.io/?EIO=4";
        _transport = transport;
        _message = message;
    }

    /// <summary>Completes when nothing more is received.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Opens a session.</summary>
    /// <param name="http">For polling; shared by all.</param>
    /// <param name="hostUrl">Scheme, address and port.</param>
    /// <param name="kind">The transport.</param>
    /// <param name="message">Gets each message, one at a time, in order.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<RawEngine> OpenAsync(
        HttpClient http, string hostUrl, RawTransportKind kind, Action<string> message, CancellationToken cancellation)
    {
        RawEngine engine;
        string[] packets;
        if (kind == RawTransportKind.WebSocket)
        {
            var socket = await RawWebSocket.ConnectAsync(hostUrl + "/socket.io/?EIO=4", cancellation);
            packets = [await socket.ReadAsync() ?? throw new HttpRequestException("The session ended with its handshake.")];
            engine = new RawEngine(hostUrl, socket, message);
        }
        else
        {
            using var handshake = new RawPolling(http, hostUrl + "/socket.io/?EIO=4");
            packets = await handshake.PollAsync() ?? throw new HttpRequestException("The handshake failed.");
            engine = new RawEngine(hostUrl, handshake, message);
        }

        if (packets[0][0] != '0')
        {
            throw new InvalidDataException($"The handshake is answered with '{packets[0]}'.");
        }

        using var open = JsonDocument.Parse(packets[0][1..]);
        engine._sid = open.RootElement.GetProperty("sid").GetString()!;
        if (kind != RawTransportKind.WebSocket)
        {
            engine._transport = new RawPolling(http, $"{engine._url}&sid={engine._sid}");
        }

        foreach (var packet in packets.AsSpan(1))
        {
            engine.Received(packet);
        }

        engine.Receive();
        return engine;
    }

    public async Task SendAsync(string message)
    {
        await _sending.WaitAsync();
        try
        {
            await _transport.SendAsync(message);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Moves from polling to a WebSocket.</summary>
    public async Task UpgradeAsync(CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            var polling = (RawPolling)_transport;
            var socket = await RawWebSocket.ConnectAsync($"{_url}&sid={_sid}", cancellation);
            await socket.SendAsync("2probe");
            var answer = await socket.ReadAsync();
            if (answer != "3probe")
            {
                socket.Dispose();
                throw new InvalidDataException($"The probe is answered with '{answer}'.");
            }

            // The server answers the waiting GET now; what it holds comes before all that the WebSocket brings.
            polling.Leave();
            _transport = socket;
            await _receiving;
            await socket.SendAsync("5");
            Receive();
            polling.Dispose();
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Ends the session as the protocol wants it.</summary>
    public async Task CloseAsync()
    {
        await SendAsync("1");
        if (_transport is RawWebSocket)
        {
            await Ended;
        }
    }

    /// <summary>Ends the connection below the session; the server is not told. Nothing is handed on any more when this returns.</summary>
    public void Cut()
    {
        Vanish();
        _transport.Cut();
    }

    /// <summary>Stops listening, with the connection still there: the server cannot know. Nothing is handed on any more when this returns.</summary>
    public void Vanish()
    {
        lock (_gate)
        {
            _isGone = true;
        }

        _ended.TrySetResult();
    }

    public void Dispose()
    {
        Cut();
        _transport.Dispose();
    }

    private void Receive()
    {
        var transport = _transport;
        _receiving = transport.ReceiveAsync(Received);
        _ = _receiving.ContinueWith(
            _ =>
            {
                if (transport == _transport)
                {
                    _ended.TrySetResult();
                }
            },
            TaskScheduler.Default);
    }

    private void Received(string packet)
    {
        lock (_gate)
        {
            if (!_isGone)
            {
                Handle(packet);
            }
        }
    }

    private void Handle(string packet)
    {
        switch (packet[0])
        {
            case '1':
                _ended.TrySetResult();
                break;
            case '2':
                // Not from here: an upgrade holds sending until this loop has ended.
                _ = PongAsync();
                break;
            case '4':
                _message(packet[1..]);
                break;
            case '6':
                break;
            default:
                throw new InvalidDataException($"The server sent '{packet}'.");
        }
    }

    private async Task PongAsync()
    {
        try
        {
            await SendAsync("3");
        }
        catch (Exception) when (Ended.IsCompleted)
        {
            // Nobody waits for it any more.
        }
    }
}
