using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>
/// What a hub reads from, counted before the hub looks at it: methods that do not exist and calls with a wrong number of
/// arguments never reach a hub method. Who sends too much is read no further; the connection is being closed then.
/// </summary>
internal sealed class MeteredInput(PipeReader inner, Func<FlowLimits?> limits, Func<FlowExcess, bool> exceeded, Func<long> clock) : PipeReader
{
    private const byte RecordSeparator = 0x1e;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

            _isStopped = true;
        }

        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
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

            _isStopped = true;
        }

        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isStopped)
        {
            _counted = _buffer.Slice(consumed).Length;
            _buffer = default;
            inner.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead()
    {
        _ended.TrySetResult();
        inner.CancelPendingRead();
    }

    /// <summary>The connection is gone.</summary>
    public void End() => _ended.TrySetResult();

    public override void Complete(Exception? exception = null)
    {
        _ended.TrySetResult();
        inner.Complete(exception);
    }

    private bool Count(in ReadResult result)
    {
        _buffer = result.Buffer;
        var bytes = _buffer.Length - _counted;
        if (bytes <= 0 || limits() is not { } current)
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
        var excess = _meter.Count(clock(), frames, (int)Math.Min(bytes, int.MaxValue), current);
        return excess == FlowExcess.None || !exceeded(excess);
    }
}
