using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Connections;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>
/// What a hub reads from, counted before the hub looks at it: methods that do not exist and calls with a wrong number of
/// arguments never reach a hub method. Who sends too much is read no further; the connection is being closed then.
/// </summary>
internal sealed class MeteredInput(ConnectionContext connection, PipeReader inner, SignalRFlow flow) : PipeReader
{
    private const byte RecordSeparator = 0x1e;

    private static readonly TaskCompletionSource _over = Over();

    // Made by whoever is first: the end of the connection, or the wait for it.
    private TaskCompletionSource? _ended;
    private FlowMeter _meter;
    private ReadOnlySequence<byte> _buffer;
    private long _counted;
    private bool _isStopped;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (!_isStopped)
        {
            var result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (Count(result))
            {
                return result;
            }

            Stop();
        }

        await _ended!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new ReadResult(default, isCanceled: true, isCompleted: false);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!_isStopped && inner.TryRead(out result))
        {
            if (Count(result))
            {
                return true;
            }

            Stop();
        }

        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isStopped)
        {
            var rest = _buffer.Slice(consumed);
            _counted = rest.Length;
            _buffer = default;
            if (_counted > flow.MaximumMessageSize && rest.Slice(0, flow.MaximumMessageSize).PositionOf(RecordSeparator) is null)
            {
                // The hub found the same, and throws.
                SignalRFlow.TooLarge(connection);
            }

            inner.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead()
    {
        End();
        inner.CancelPendingRead();
    }

    public override void Complete(Exception? exception = null)
    {
        End();
        inner.Complete(exception);
    }

    private static TaskCompletionSource Over()
    {
        var over = new TaskCompletionSource();
        over.SetResult();
        return over;
    }

    private void End() => Interlocked.CompareExchange(ref _ended, _over, null)?.TrySetResult();

    // From here on nothing is read: a read waits for the connection's end.
    private void Stop()
    {
        _isStopped = true;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _ended, ended, null) is null)
        {
            connection.ConnectionClosed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), ended);
        }
    }

    private bool Count(in ReadResult result)
    {
        _buffer = result.Buffer;
        var bytes = _buffer.Length - _counted;
        if (bytes <= 0 || flow.Limits is not { } current)
        {
            return true;
        }

        var records = 0;
        foreach (var piece in _buffer.Slice(_counted))
        {
            records += piece.Span.Count(RecordSeparator);
        }

        // A piece of a record that was cut small counts like one.
        var frames = records == 0 && FlowMeter.IsTiny(bytes) ? 1 : records;
        var excess = _meter.Count(flow.Milliseconds, frames, (int)Math.Min(bytes, int.MaxValue), current);
        return excess == FlowExcess.None || !flow.Exceeded(connection, excess);
    }
}
