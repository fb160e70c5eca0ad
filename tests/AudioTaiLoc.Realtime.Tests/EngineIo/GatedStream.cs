namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Takes writes down, and holds each of them until it is let through once the gate is shut.</summary>
internal sealed class GatedStream : Stream
{
    private TaskCompletionSource? _gate;

    public List<byte[]> Writes { get; } = [];

    public bool RecordsWrites { get; set; } = true;

    public int OverlappingWrites { get; private set; }

    private int _inFlight;

    public void Shut() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        TaskCompletionSource? gate = _gate;
        _gate = null;
        gate?.SetResult();
    }

    public void Fail() => _gate!.SetException(new IOException("expected"));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _inFlight) > 1)
        {
            OverlappingWrites++;
        }

        if (RecordsWrites)
        {
            lock (Writes)
            {
                Writes.Add(buffer.ToArray());
            }
        }

        if (_gate is { } gate)
        {
            return new(WaitAsync(gate.Task));
        }

        Interlocked.Decrement(ref _inFlight);
        return default;
    }

    private async Task WaitAsync(Task gate)
    {
        await gate;
        Interlocked.Decrement(ref _inFlight);
    }

    public byte[] All()
    {
        lock (Writes)
        {
            return [.. Writes.SelectMany(write => write)];
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
