using AudioTaiLoc.Realtime.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>
/// The outbox of one SignalR connection. While the client reads, a message goes straight to the framework; while it does
/// not, messages wait here, counted in bytes, and over the bound the connection is closed. No caller ever waits.
/// </summary>
internal sealed partial class SignalRTransport(
    HubConnectionContext hub, SignalREncoder encoder, int maximumQueuedBytes, TimeProvider time, ILogger logger) : IConnectionTransport
{
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Queue<(SignalRMessage Message, bool IsReplay)> _waiting = new();
    private Connection? _connection;
    private Task _writing = Task.CompletedTask;
    private long _waitingBytes;
    private int _waitingReplayBytes;
    private bool _isWriting;
    private bool _isClosed;

    public int UnreadReplayBytes => Volatile.Read(ref _waitingReplayBytes);

    /// <summary>Tells whose outbox it is; called once, before anything is sent.</summary>
    public void Bind(Connection connection) => _connection = connection;

    public void Send(OutboundEvent outbound)
    {
        var message = (SignalRMessage)outbound.GetEncoded(encoder);
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            if (_isWriting)
            {
                _waiting.Enqueue((message, outbound.IsReplay));
                Count(message.Length, outbound.IsReplay);
                if (_waitingBytes <= maximumQueuedBytes)
                {
                    return;
                }
            }
            else
            {
                _isWriting = true;
                _writing = WriteAsync(message);
                return;
            }
        }

        _connection!.Close(CloseReason.SlowConsumer);
    }

    public void Close(CloseReason reason)
    {
        Task writing;
        lock (_gate)
        {
            _isClosed = true;
            _waiting.Clear();
            _waitingBytes = 0;
            _waitingReplayBytes = 0;
            writing = _writing;
        }

        if (reason.Code == RealtimeErrorCodes.SlowConsumer)
        {
            // It does not read: nothing more can be told.
            hub.Abort();
            return;
        }

        _ = CloseAsync(reason, writing);
    }

    // Runs on as long as messages wait; the first part runs on the sender's turn and mostly ends there.
    private async Task WriteAsync(SignalRMessage message)
    {
        // What happens under the caller's lock is one copy into the connection's pipe.
        while (true)
        {
            try
            {
                await hub.WriteAsync(message.Message).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                LogWriteFailed(logger, hub.ConnectionId, exception);
                hub.Abort();
            }

            lock (_gate)
            {
                if (!_waiting.TryDequeue(out var next))
                {
                    _isWriting = false;
                    return;
                }

                message = next.Message;
                Count(-next.Message.Length, next.IsReplay);
            }
        }
    }

    private void Count(int bytes, bool isReplay)
    {
        if (isReplay)
        {
            _waitingReplayBytes += bytes;
        }
        else
        {
            _waitingBytes += bytes;
        }
    }

    private async Task CloseAsync(CloseReason reason, Task writing)
    {
        await TellAsync(reason, writing).ConfigureAwait(false);

        // Who reads the message ends the connection itself; an abort could overtake what is still on its way.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (hub.ConnectionAborted.Register(static state => ((TaskCompletionSource)state!).TrySetResult(), ended))
        {
            await ended.Task.WaitAsync(CloseGrace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        hub.Abort();
    }

    private async Task TellAsync(CloseReason reason, Task writing)
    {
        try
        {
            await writing.WaitAsync(CloseGrace, time).ConfigureAwait(false);
            await hub.WriteAsync(new CloseMessage($"{reason.Code}: {reason.Message}", reason.MayReconnect))
                .AsTask().WaitAsync(CloseGrace, time).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogCloseUntold(logger, hub.ConnectionId, exception);
        }
    }
}
