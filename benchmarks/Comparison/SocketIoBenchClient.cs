using System.Text.Json;
using AudioTaiLoc.Realtime.Shared;

namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>A Socket.IO client over WebSocket.</summary>
internal sealed class SocketIoBenchClient(SocketIoClient client) : IBenchClient
{
    public static async Task<IBenchClient> ConnectAsync(Uri url, Action<string, JsonElement> received) =>
        new SocketIoBenchClient(await SocketIoClient.ConnectAsync(url, RunningServer.Namespace, "{}", received, CancellationToken.None));

    public Task<JsonElement> CallAsync(string name, object payload) => client.CallAsync(name, JsonSerializer.Serialize(payload));

    public async ValueTask DisposeAsync()
    {
        client.Cut();
        await client.Ended;
        client.Dispose();
    }
}
