using System.Buffers.Binary;
using System.Threading.Tasks.Sources;

namespace AudioTaiLoc.Realtime.Micro.Wires;

/// <summary>
/// The upgraded stream of one client, from the server's side: what is pushed is read, and what is written is counted and
/// forgotten. Writes complete at once, as they do on a socket that is not full; neither way allocates.
/// </summary>
internal sealed class ClientStream(WireKind wire, Arrivals arrivals) : Stream, IValueTaskSource<int>
{
    private const byte RecordSeparator = 0x1e;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _inbound = new();
    private ManualResetValueTaskSourceCore<int> _read = new() { RunContinuationsAsynchronously = true };
    private Memory<byte> _waiting;
    private bool _isWaiting;
    private int _taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A whole frame from the client. It must not be changed until it was answered.</summary>
    public void Push(byte[] frame)
    {
        int read;
        lock (_gate)
        {
            _inbound.Enqueue(frame);
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
            read = Take(_waiting.Span);
        }

        _read.SetResult(read);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (buffer.IsEmpty && _inbound.Count > 0)
            {
                return new(0);
            }

            if (_inbound.Count > 0)
            {
                return new(Take(buffer.Span));
            }

            _waiting = buffer;
            _isWaiting = true;
            _read.Reset();
            return new(this, _read.Version);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public int GetResult(short token) => _read.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _read.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Count(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Count(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        var frame = _inbound.Peek().AsSpan(_taken);
        var length = Math.Min(frame.Length, buffer.Length);
        frame[..length].CopyTo(buffer);
        _taken += length;
        if (length == frame.Length)
        {
            _inbound.Dequeue();
            _taken = 0;
        }

        return length;
    }

    // Both wires write whole frames: many in one write, or one with many records in it.
    private void Count(ReadOnlySpan<byte> written)
    {
        while (!written.IsEmpty)
        {
            var (header, length) = written[1] switch
            {
                < 126 => (2, written[1]),
                126 => (4, BinaryPrimitives.ReadUInt16BigEndian(written[2..])),
                _ => (10, (int)BinaryPrimitives.ReadUInt64BigEndian(written[2..])),
            };
            CountMessages(written.Slice(header, length));
            written = written[(header + length)..];
        }
    }

    private void CountMessages(ReadOnlySpan<byte> payload)
    {
        if (wire == WireKind.SocketIo)
        {
            // 40…: connected; 42…: an event; 43…: an ack. Not a ping or the handshake.
            if (payload is [(byte)'4', ..])
            {
                arrivals.Arrived();
            }

            return;
        }

        while (payload.IndexOf(RecordSeparator) is >= 0 and var end)
        {
            // {}: the handshake's answer; type 1: an event; 3: a call's result. Not 6, a ping.
            if (payload[..end] is [(byte)'{', (byte)'}'] || payload[..end].StartsWith("{\"type\":1,"u8) || payload[..end].StartsWith("{\"type\":3,"u8))
            {
                arrivals.Arrived();
            }

            payload = payload[(end + 1)..];
        }
    }
}
