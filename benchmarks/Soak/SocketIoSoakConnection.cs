using System.Text.Json;
using AudioTaiLoc.Realtime.Shared;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>A connection over Socket.IO, which takes up the session of the one before it.</summary>
internal sealed class SocketIoSoakConnection(SocketIoClient client, bool isRecovered) : ISoakConnection
{
    public string? Pid => client.Pid;

    public string? Offset => client.Offset;

    public Task Ended => client.Ended;

    public bool IsRecovered => isRecovered;

    public static async Task<SocketIoSoakConnection> ConnectAsync(
        Uri host, string token, string? pid, string? offset, Action<string, JsonElement> received)
    {
        var auth = JsonSerializer.Serialize(pid is null ? new { token } : offset is null ? new { token, pid } : (object)new { token, pid, offset });
        var client = await SocketIoClient.ConnectAsync(host, SoakWorld.Namespace, auth, received, CancellationToken.None);
        return new SocketIoSoakConnection(client, pid is not null && client.Pid == pid);
    }

    public Task<JsonElement> CallAsync(string name, object payload) => client.CallAsync(name, JsonSerializer.Serialize(payload));

    public Task LeaveAsync() => client.LeaveAsync();

    public async Task CutAsync()
    {
        client.Cut();
        await client.Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        client.Dispose();
    }
}
