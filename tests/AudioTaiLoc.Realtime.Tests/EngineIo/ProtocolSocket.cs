using System.Net.WebSockets;
using System.Text;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>A WebSocket client that sends and receives packets as text; binary ones read as <c>&lt;010203&gt;</c>.</summary>
internal sealed class ProtocolSocket(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    public string Sid { get; set; } = string.Empty;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task SendAsync(string packet) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(packet).AsMemory(), WebSocketMessageType.Text, true, Cancellation).AsTask();

    public Task SendAsync(params byte[] data) =>
        socket.SendAsync(data.AsMemory(), WebSocketMessageType.Binary, true, Cancellation).AsTask();

    /// <summary>The next packet; <c>closed</c> when there is none any more, with the status if one came.</summary>
    public async Task<string> ReceiveAsync()
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await socket.ReceiveAsync(_buffer.AsMemory(length), Cancellation);
            }
            catch (WebSocketException)
            {
                return "closed";
            }

            if (result.MessageType == WebSocketMessageType.Close)
            {
                return $"closed {(int?)socket.CloseStatus}";
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                return result.MessageType == WebSocketMessageType.Text
                    ? Encoding.UTF8.GetString(_buffer, 0, length)
                    : $"<{Convert.ToHexString(_buffer, 0, length)}>";
            }
        }
    }

    public async Task<List<string>> ReceiveAsync(int count)
    {
        var packets = new List<string>();
        while (packets.Count < count)
        {
            packets.Add(await ReceiveAsync());
        }

        return packets;
    }

    public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);

    public void Abort() => socket.Abort();

    public void Dispose() => socket.Dispose();
}
