using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

/// <summary>The WebSocket transport: a packet is a message.</summary>
internal sealed class RawWebSocket : IRawTransport
{
    private readonly ClientWebSocket _socket;
    private readonly ArrayBufferWriter<byte> _message = new();

    private RawWebSocket(ClientWebSocket socket) => _socket = socket;

    /// <summary>Connects.</summary>
    /// <param name="engineUrl">The address of the host's Engine.IO, with its query so far.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<RawWebSocket> ConnectAsync(string engineUrl, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            var url = engineUrl.Replace("http://", "ws://", StringComparison.Ordinal) + "&transport=websocket";
            await socket.ConnectAsync(new Uri(url), cancellation);
            return new RawWebSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(string packet) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next packet; null when the transport has ended.</summary>
    public async Task<string?> ReadAsync()
    {
        _message.ResetWrittenCount();
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(_message.GetMemory(4096), CancellationToken.None);
            }
            catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
            {
                return null;
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _message.Advance(part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_message.WrittenSpan);
            }
        }
    }

    public async Task ReceiveAsync(Action<string> received)
    {
        while (await ReadAsync() is { } packet)
        {
            received(packet);
        }
    }

    public void Cut() => _socket.Abort();

    public void Dispose() => _socket.Dispose();
}
