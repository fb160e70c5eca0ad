namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// What the framework's WebSocket reads from. Its own writes (pongs, closes after a protocol error) go through the link, so
/// that they never fall between the bytes of a frame.
/// </summary>
internal sealed class SerializedWriteStream(Stream inner, WebSocketLink link) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Asked before each write of the WebSocket's own; set once the WebSocket is made.</summary>
    public WebSocketTransport? Transport { get; set; }

    // A client that sends pings and reads nothing fills the queue with pongs like any slow consumer.
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Transport?.MayAnswer() == false)
        {
            return;
        }

        if (link.Send(EngineIoFrame.Control(buffer)) == SendResult.Overflow)
        {
            link.Abort();
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
