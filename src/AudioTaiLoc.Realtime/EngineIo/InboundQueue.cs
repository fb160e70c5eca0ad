using System.Buffers;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// Hands a session's messages up one at a time, in order, while its transport goes on reading: pongs and closes must not wait
/// behind a call that takes long. What waits is bounded; over the bound the transport stops reading until there is room. The
/// end of the session is the last item, so all that came before it is handled first.
/// </summary>
internal sealed class InboundQueue(EngineIoSession session, IEngineIoHandler handler, int maxBytes) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private Queue<InboundPacket>? _waiting;
    private TaskCompletionSource? _room;
    private int _bytes;
    private EngineIoCloseReason _reason;
    private bool _busy;
    private bool _completed;
    private bool _reported;

    /// <summary>More waits than may; reading goes on when <see cref="RoomAsync"/> says so.</summary>
    public bool IsFull => Volatile.Read(ref _bytes) > maxBytes;

    /// <summary>Hands the message up, or keeps it for later; true when its buffer is now the queue's to return.</summary>
    public bool Post(InboundPacket packet)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return false;
            }

            if (_busy)
            {
                (_waiting ??= new()).Enqueue(packet);
                _bytes += packet.HeldBytes;
                return true;
            }

            _busy = true;
        }

        ValueTask handled = Hand(packet);
        if (!handled.IsCompletedSuccessfully)
        {
            _ = DrainAsync(handled, packet.Buffer);
            return true;
        }

        handled.GetAwaiter().GetResult();
        if (!TryRest())
        {
            _ = DrainAsync(default, []);
        }

        return false;
    }

    /// <summary>Takes no more, and reports the end once what waits is handled.</summary>
    public void Complete(EngineIoCloseReason reason)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return;
            }

            _completed = true;
            _reason = reason;
            _room?.TrySetResult();
            if (_busy)
            {
                return;
            }

            _busy = true;
        }

        Start();
    }

    /// <summary>Brings the signal in its place among the messages.</summary>
    public void Signal(object signal)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return;
            }

            (_waiting ??= new()).Enqueue(InboundPacket.Of(signal));
            if (_busy)
            {
                return;
            }

            _busy = true;
        }

        Start();
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync(default, []);

    /// <summary>Completes when there is room again or the session has ended.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_bytes <= maxBytes || _completed)
            {
                return Task.CompletedTask;
            }

            return (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    // Never on the caller's stack: a broadcast that finds a slow consumer, or a kick, must not run that session's end inside it.
    private void Start() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private ValueTask Hand(InboundPacket packet)
    {
        try
        {
            return packet.Signal is null
                ? handler.ReceivedAsync(session, packet.Data, packet.IsBinary)
                : handler.SignaledAsync(session, packet.Signal);
        }
#pragma warning disable CA1031 // Reported to the session like a failed task.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ValueTask.FromException(exception);
        }
    }

    private async Task DrainAsync(ValueTask first, byte[] buffer)
    {
        await GuardAsync(first, buffer).ConfigureAwait(false);
        while (TryTake(out InboundPacket packet, out bool ended))
        {
            if (ended)
            {
                await GuardAsync(Closed(), []).ConfigureAwait(false);
                session.Reported();
                return;
            }

            await GuardAsync(Hand(packet), packet.Buffer).ConfigureAwait(false);
        }
    }

    private async ValueTask GuardAsync(ValueTask handled, byte[] buffer)
    {
        try
        {
            await handled.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A failure of the layer above ends this session, and is logged there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            session.HandlerFailed(exception);
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private ValueTask Closed()
    {
        try
        {
            return handler.ClosedAsync(session, _reason);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ValueTask.FromException(exception);
        }
    }

    private bool TryTake(out InboundPacket packet, out bool ended)
    {
        lock (_gate)
        {
            ended = false;
            if (_waiting is { Count: > 0 })
            {
                packet = _waiting.Dequeue();
                _bytes -= packet.HeldBytes;
                if (_room is not null && _bytes <= maxBytes / 2)
                {
                    _room.TrySetResult();
                    _room = null;
                }

                return true;
            }

            packet = default;
            _waiting = null;
            ended = _completed && !_reported;
            _reported |= ended;
            _busy = ended;
            return ended;
        }
    }

    private bool TryRest()
    {
        lock (_gate)
        {
            if (_waiting is { Count: > 0 } || _completed)
            {
                return false;
            }

            _busy = false;
            return true;
        }
    }
}
