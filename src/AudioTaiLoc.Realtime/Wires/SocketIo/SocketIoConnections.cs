using System.Collections.Concurrent;
using System.Security.Cryptography;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.Operations;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>Hands the sockets of the namespace to the core: who connects, what they call, and who is gone.</summary>
internal sealed partial class SocketIoConnections(
    SocketIoNamespace nsp,
    SocketIoAuthenticator authenticator,
    ConnectionLifetime lifetime,
    SessionRecovery sessions,
    SessionKeeper keeper,
    OperationPipeline operations,
    SocketIoWireEncoder encoder,
    ClosingRecorder closings,
    LiveFlowLimits flow,
    TimeProvider time,
    ILogger<SocketIoConnections> logger) : ISocketIoHandler
{
    private static readonly TimeSpan TakeoverTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, SocketIoClient> _clients = new(StringComparer.Ordinal);

    public SocketIoNamespace? FindNamespace(ReadOnlySpan<byte> name) => nsp.Is(name) ? nsp : null;

    public async ValueTask<SocketIoConnectResult> ConnectAsync(SocketIoSocket socket, SocketIoConnectRequest request)
    {
        try
        {
            var identity = await authenticator.AuthenticateAsync(socket, request.Auth).ConfigureAwait(false);
            var session = request.Pid is { } pid ? await ClaimAsync(pid, identity.UserId).ConfigureAwait(false) : null;
            return await AcceptAsync(socket, identity, session, request.Offset).ConfigureAwait(false);
        }
        catch (RealtimeException refusal)
        {
            closings.RecordRefused(encoder.Name, socket.Id, refusal.Code);
            if (refusal.Code == RealtimeErrorCodes.ShuttingDown)
            {
                // After a CONNECT_ERROR the client would stay away; after this it tries again, and finds another node.
                socket.CloseTransport(EngineIoCloseReason.ServerShuttingDown);
            }

            return SocketIoConnectResult.Refused(refusal.Message, ToData(refusal.Code));
        }
    }

    public async ValueTask EventAsync(SocketIoSocket socket, SocketIoEvent received)
    {
        var client = (SocketIoClient)socket.HandlerState!;
        var ack = await operations.InvokeAsync(client.Connection, received.Name.Span, received.FirstArgument).ConfigureAwait(false);
        if (received.AckId is { } id)
        {
            socket.SendAck(id, ack, static (writer, answer) => answer.WriteTo(writer));
        }
        else if (ack.RefusalCode is not null)
        {
            client.Transport.SendRefusal(ack);
        }
    }

    public bool Exceeded(SocketIoSocket? socket, FlowExcess excess)
    {
        if (!flow.Exceeded(excess))
        {
            return false;
        }

        if (socket?.HandlerState is SocketIoClient client)
        {
            client.Connection.Close(CloseReason.TooMuchSent);
        }

        return true;
    }

    public async ValueTask DisconnectedAsync(SocketIoSocket socket, SocketIoDisconnectReason reason)
    {
        var client = (SocketIoClient)socket.HandlerState!;
        if (ReasonOf(reason) is { } ended)
        {
            // Closed it is by the protocol already: this logs and counts it.
            client.Connection.Close(ended);
        }

        try
        {
            var state = await lifetime.ReleaseAsync(client.Connection).ConfigureAwait(false);
            if (state is not null && MayResume(client.Connection, reason))
            {
                await sessions.SaveAsync(client.Connection, client.SessionId, state).ConfigureAwait(false);
            }
            else
            {
                await sessions.ForgetAsync(client.Connection, client.SessionId).ConfigureAwait(false);
            }
        }
        finally
        {
            _clients.TryRemove(client.SessionId, out _);
            client.Release();
        }
    }

    // Null: the client left or is gone, or the core itself has closed the connection, with a reason.
    private static CloseReason? ReasonOf(SocketIoDisconnectReason reason) => reason switch
    {
        SocketIoDisconnectReason.SlowConsumer => CloseReason.SlowConsumer,
        SocketIoDisconnectReason.TooLarge => CloseReason.TooLarge,
        SocketIoDisconnectReason.ParseError => CloseReason.Malformed,
        SocketIoDisconnectReason.RateLimited => CloseReason.TooMuchSent,
        SocketIoDisconnectReason.ServerError => CloseReason.Failed,
        _ => null,
    };

    // Who left by itself, or was put out for good, has nothing to come back to; who lost events cannot come back to them.
    private static bool MayResume(Connection connection, SocketIoDisconnectReason reason) =>
        reason != SocketIoDisconnectReason.ClientDisconnect
        && connection.CloseReason?.Code != RealtimeErrorCodes.Kicked
        && connection.CloseReason != CloseReason.EventsLost;

    private async Task<SocketIoConnectResult> AcceptAsync(
        SocketIoSocket socket, ConnectionIdentity identity, ResumableSession? session, string? offset)
    {
        var transport = new SocketIoTransport(socket, encoder);
        var connection = new Connection(
            session?.ConnectionId ?? socket.Id, encoder.Name, identity, transport, closings, session is null ? 0 : session.Resumptions + 1)
        {
            Address = AddressKey.Of(socket.Request.RemoteAddress),
        };
        var recovered = false;
        if (session is null)
        {
            await lifetime.AcceptAsync(connection).ConfigureAwait(false);
        }
        else
        {
            recovered = await lifetime.RecoverAsync(connection, session, offset).ConfigureAwait(false);
        }

        var client = new SocketIoClient(connection, transport, recovered ? session!.Id : NewSessionId());
        socket.HandlerState = client;
        _clients[client.SessionId] = client;
        connection.SessionId = client.SessionId;
        await keeper.TryKeepAsync(connection).ConfigureAwait(false);
        return SocketIoConnectResult.Accepted(connection.Id, client.SessionId);
    }

    /// <summary>Takes over a session; when the server has not yet noticed the end of the client's old connection, it is ended first.</summary>
    private async Task<ResumableSession?> ClaimAsync(string sessionId, string? userId)
    {
        if (_clients.TryGetValue(sessionId, out var old) && old.Connection.UserId == userId)
        {
            old.Transport.Abandon();
            try
            {
                await old.Released.WaitAsync(TakeoverTimeout, time).ConfigureAwait(false);
            }
            catch (TimeoutException exception)
            {
                LogTakeoverTimedOut(logger, old.Connection.Id, exception);
                return null;
            }
        }

        return await sessions.ClaimAsync(sessionId, userId, CancellationToken.None).ConfigureAwait(false);
    }

    private static string NewSessionId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    private static byte[] ToData(string code)
    {
        using var buffer = JsonBuffer.Rent();
        buffer.Writer.WriteStartObject();
        buffer.Writer.WriteString("code"u8, code);
        buffer.Writer.WriteEndObject();
        return buffer.Written.ToArray();
    }

    [LoggerMessage(1, LogLevel.Warning, "The old connection {ConnectionId} of a returning client did not end in time; the client starts anew.", EventName = "TakeoverTimedOut")]
    private static partial void LogTakeoverTimedOut(ILogger logger, string connectionId, Exception exception);
}
