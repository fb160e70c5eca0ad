using System.Buffers;
using System.Net.WebSockets;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>
/// The WebSocket of a hub connection that has negotiated permessage-deflate. What SignalR sends as one message may hold many
/// records: each that may be compressed becomes a message of its own, all others go together as they are. So no two events are
/// ever compressed together, and nothing secret at all.
/// </summary>
internal sealed class CompressingWebSocket(WebSocket inner, FrameStream stream, CompressedRecords records) : WebSocket
{
    private const byte RecordSeparator = 0x1e;
    private const WebSocketMessageFlags Plain = WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression;

    private byte[] _held = [];
    private int _heldLength;

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    public override void Abort() => inner.Abort();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Dispose()
    {
        inner.Dispose();
        stream.Dispose();
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        inner.ReceiveAsync(buffer, cancellationToken);

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        inner.ReceiveAsync(buffer, cancellationToken);

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags, CancellationToken cancellationToken) =>
        SendAsync(buffer, messageType, messageFlags.HasFlag(WebSocketMessageFlags.EndOfMessage), cancellationToken);

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (!endOfMessage)
        {
            // A record may go on in the next part; what waits here is no more than the connection's pipe held.
            Hold(buffer.Span);
            return ValueTask.CompletedTask;
        }

        if (_heldLength > 0)
        {
            Hold(buffer.Span);
            return SendHeldAsync(messageType, cancellationToken);
        }

        return buffer.Length < records.Threshold
            ? inner.SendAsync(buffer, messageType, Plain, cancellationToken)
            : SendRecordsAsync(buffer, messageType, cancellationToken);
    }

    private async ValueTask SendHeldAsync(WebSocketMessageType messageType, CancellationToken cancellationToken)
    {
        var held = _held;
        var length = _heldLength;
        (_held, _heldLength) = ([], 0);
        try
        {
            await SendRecordsAsync(held.AsMemory(0, length), messageType, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(held);
        }
    }

    private async ValueTask SendRecordsAsync(ReadOnlyMemory<byte> message, WebSocketMessageType messageType, CancellationToken cancellationToken)
    {
        var plain = 0;
        var start = 0;
        while (start < message.Length)
        {
            var end = message.Span[start..].IndexOf(RecordSeparator) is >= 0 and var separator ? start + separator + 1 : message.Length;
            if (records.Find(message.Span[start..end]) is { } frame)
            {
                if (start > plain)
                {
                    await inner.SendAsync(message[plain..start], messageType, Plain, cancellationToken).ConfigureAwait(false);
                }

                await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
                plain = end;
            }

            start = end;
        }

        if (plain < message.Length)
        {
            await inner.SendAsync(message[plain..], messageType, Plain, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Hold(ReadOnlySpan<byte> part)
    {
        var needed = _heldLength + part.Length;
        if (needed > _held.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _heldLength * 2));
            _held.AsSpan(0, _heldLength).CopyTo(larger);
            if (_held.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_held);
            }

            _held = larger;
        }

        part.CopyTo(_held.AsSpan(_heldLength));
        _heldLength = needed;
    }
}
