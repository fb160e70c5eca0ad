using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>The stock .NET SignalR client over WebSocket.</summary>
internal sealed class HubBenchClient(HubConnection connection) : IBenchClient
{
    public static async Task<IBenchClient> ConnectAsync(Uri url, Action<string, JsonElement> received)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(url, RunningServer.Namespace), http =>
        {
            http.Transports = HttpTransportType.WebSockets;
            http.SkipNegotiation = true;
        }).Build();
        foreach (var name in new[] { "order:updated", "chat:message" })
        {
            connection.On<JsonElement>(name, payload => received(name, payload));
        }

        await connection.StartAsync();
        return new HubBenchClient(connection);
    }

    public Task<JsonElement> CallAsync(string name, object payload) => connection.InvokeAsync<JsonElement>(name, payload);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
