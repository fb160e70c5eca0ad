using System.Buffers;
using System.Net.WebSockets;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// The reading side of one WebSocket. While nothing comes it holds no buffer; a message gets one that grows only as its bytes
/// arrive, up to the maximum payload.
/// </summary>
internal static class WebSocketReader
{
    private const int FirstRent = 4096;

    /// <summary>Reads until the transport or the session ends, and says why.</summary>
    public static async Task<EngineIoCloseReason> RunAsync(WebSocket socket, IWebSocketReceiver receiver, int maxPayload)
    {
        byte[] buffer = [];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return EngineIoCloseReason.TransportClose;
                }

                buffer = ArrayPool<byte>.Shared.Rent(FirstRent);
                int length = 0;
                bool waits = false;
                while (!result.EndOfMessage)
                {
                    if (length == buffer.Length)
                    {
                        buffer = Grow(buffer);
                    }

                    ValueTask<ValueWebSocketReceiveResult> receiving = socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    if (!receiving.IsCompleted && !waits)
                    {
                        waits = true;
                        receiver.MessageWaits();
                    }

                    result = await receiving.ConfigureAwait(false);
                    if (result.MessageType == WebSocketMessageType.Close)
                    {
                        return EngineIoCloseReason.TransportClose;
                    }

                    length += result.Count;
                    if (length > maxPayload)
                    {
                        return EngineIoCloseReason.TooLarge;
                    }

                    if (!result.EndOfMessage && !receiver.ReceivedPiece(result.Count))
                    {
                        return EngineIoCloseReason.RateLimited;
                    }
                }

                if (waits)
                {
                    receiver.MessageCame();
                }

                bool accepted = receiver.Received(buffer, length, result.MessageType == WebSocketMessageType.Binary, out bool kept);
                if (!kept)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }

                buffer = [];
                if (!accepted)
                {
                    return EngineIoCloseReason.ParseError;
                }

                Task room = receiver.RoomAsync();
                if (!room.IsCompleted)
                {
                    await room.ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            return exception is WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely } or not WebSocketException
                ? EngineIoCloseReason.TransportClose
                : EngineIoCloseReason.TransportError;
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
