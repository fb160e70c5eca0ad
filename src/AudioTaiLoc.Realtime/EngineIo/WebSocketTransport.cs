using System.Net.WebSockets;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// One WebSocket request from accept to end: the transport of a session from its handshake on, or a probe that may take over a
/// polling session (Engine.IO protocol 4, "Upgrade"):
/// 1. the client sends <c>2probe</c>; it is answered <c>3probe</c> and a waiting GET is let go;
/// 2. the client, done with polling, sends <c>5</c>; what was queued goes to the WebSocket, then all that follows.
/// </summary>
internal sealed class WebSocketTransport : HeartbeatEntry, IWebSocketReceiver
{
    private readonly EngineIoServer _server;
    private readonly WebSocketLink _link;
    private readonly WebSocket _socket;
    private EngineIoSession? _session;
    private EngineIoSession? _candidate;
    private long _messageDue;
    private bool _probed;

    private WebSocketTransport(EngineIoServer server, WebSocketLink link, WebSocket socket)
    {
        _server = server;
        _link = link;
        _socket = socket;
    }

    public WebSocketLink Link => _link;

    /// <summary>Answers the handshake of the WebSocket; null when the server takes no more of them.</summary>
    public static async ValueTask<WebSocketTransport?> AcceptAsync(HttpContext context, EngineIoServer server)
    {
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        bool deflate = server.Options.CompressionThreshold is not null
            && DeflateOffer.IsOffered(context.Request.Headers.SecWebSocketExtensions);
        Stream stream;
        try
        {
            stream = await WebSocketHandshake.AcceptAsync(context, deflate).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        int? threshold = deflate ? server.Options.CompressionThreshold : null;
        var link = new WebSocketLink(context, stream, server.Options.MaxQueuedBytes, threshold, server.Logger, server.Options.Compressed);
        var creation = new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero };
        if (deflate)
        {
            creation.DangerousDeflateOptions = new() { ClientContextTakeover = false, ServerContextTakeover = false };
        }

        var serialized = new SerializedWriteStream(stream, link);
        var transport = new WebSocketTransport(server, link, WebSocket.CreateFromStream(serialized, creation));
        serialized.Transport = transport;
        return transport;
    }

    /// <summary>Carries the session until one of them ends.</summary>
    public async Task RunAsync(EngineIoSession session)
    {
        _session = session;
        EngineIoCloseReason reason = await WebSocketReader.RunAsync(_socket, this, _server.Options.MaxPayload).ConfigureAwait(false);
        session.Close(reason);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Probes, and carries the session if the upgrade is completed.</summary>
    public async Task RunProbeAsync(EngineIoSession session)
    {
        _candidate = session;
        _server.Wheel.Schedule(this, _server.Wheel.Now + (long)_server.Options.UpgradeTimeout.TotalMilliseconds);
        EngineIoCloseReason reason = await WebSocketReader.RunAsync(_socket, this, _server.Options.MaxPayload).ConfigureAwait(false);
        _server.Wheel.Cancel(this);
        if (_session is not null)
        {
            _session.Close(reason);
        }
        else
        {
            session.CancelUpgrade();
        }

        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Closes a WebSocket that has no session to serve.</summary>
    public Task RefuseAsync() => EndAsync();

    public bool Received(byte[] buffer, int length, bool isBinary, out bool kept)
    {
        kept = false;
        if (!Count(frames: 1, length))
        {
            return false;
        }

        if (_session is null)
        {
            return !isBinary && Probe(buffer.AsSpan(0, length));
        }

        if (isBinary)
        {
            _session.Received(new InboundPacket(buffer, 0, length, true), out kept);
            return true;
        }

        if (!EngineIoPacket.TryReadType(buffer.AsSpan(0, length), out EngineIoPacketType type) || type == EngineIoPacketType.Base64)
        {
            return false;
        }

        if (type != EngineIoPacketType.Message)
        {
            return _session.Control(type);
        }

        _session.Received(new InboundPacket(buffer, 1, length - 1, false), out kept);
        return true;
    }

    public bool ReceivedPiece(int length) => !FlowMeter.IsTiny(length) || Count(frames: 1, bytes: 0);

    public void MessageWaits()
    {
        if (_session is not null)
        {
            long due = _server.Wheel.Now + (long)_server.Options.MessageTimeout.TotalMilliseconds;
            Volatile.Write(ref _messageDue, due);
            _server.Wheel.Schedule(this, due);
        }
    }

    public void MessageCame()
    {
        if (_session is not null)
        {
            Volatile.Write(ref _messageDue, 0);
            _server.Wheel.Cancel(this);
        }
    }

    /// <summary>Counts a control frame that wants an answer; false when it was one too many.</summary>
    public bool MayAnswer() => Count(frames: 1, bytes: 0);

    public Task RoomAsync() => _session?.RoomAsync() ?? Task.CompletedTask;

    /// <summary>The upgrade was not completed, or a message was not sent to its end, in time.</summary>
    protected internal override void Due(long now)
    {
        if (Volatile.Read(ref _session) is not { } session)
        {
            _link.Abort();
        }
        else if (Volatile.Read(ref _messageDue) is var due && due != 0 && now >= due)
        {
            session.Close(EngineIoCloseReason.SlowSender);
        }
    }

    private bool Count(int frames, int bytes) => (_session ?? _candidate)?.Count(frames, bytes) != false;

    // Pings of WebSocket itself are answered below the messages; each answer counts as one.
    private bool Probe(ReadOnlySpan<byte> packet)
    {
        if (packet.SequenceEqual("2probe"u8) && !_probed)
        {
            _probed = true;
            _link.Send(EngineIoFrame.ProbePong);
            _candidate!.Probed();
            return true;
        }

        if (!_probed || !packet.SequenceEqual("5"u8) || !_candidate!.CompleteUpgrade(_link))
        {
            return false;
        }

        Volatile.Write(ref _session, _candidate);
        return true;
    }

    // A close that the client began is answered; one that this side began is on its way already.
    private async Task EndAsync()
    {
        _link.End(status: 1000);
        _server.Wheel.Schedule(_link, _server.Wheel.Now + _server.CloseTimeout);
        await _link.FinishAsync().ConfigureAwait(false);
        _server.Wheel.Cancel(_link);
        _socket.Dispose();
    }
}
