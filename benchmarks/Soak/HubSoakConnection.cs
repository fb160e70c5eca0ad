using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>A connection of the stock .NET SignalR client.</summary>
internal sealed class HubSoakConnection : ISoakConnection
{
    private static readonly string[] Events =
        ["order:updated", "chat:message", "chat:typing", "inventory:updated", "notification:message", "maintenance", "user:online", "user:offline"];

    private readonly HubConnection _connection;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubSoakConnection(HubConnection connection) => _connection = connection;

    public Task Ended => _ended.Task;

    public bool IsRecovered => false;

    public static async Task<ISoakConnection> ConnectAsync(Uri host, string token, Action<string, JsonElement> received)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(host, SoakWorld.Namespace), http =>
            {
                http.AccessTokenProvider = () => Task.FromResult<string?>(token);
                http.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
                http.SkipNegotiation = true;
            }).Build();
        var client = new HubSoakConnection(connection);
        foreach (var name in Events)
        {
            connection.On<JsonElement>(name, payload => received(name, payload));
        }

        connection.Closed += _ =>
        {
            client._ended.TrySetResult();
            return Task.CompletedTask;
        };
        try
        {
            await connection.StartAsync();
            return client;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<JsonElement> CallAsync(string name, object payload) => _connection.InvokeAsync<JsonElement>(name, payload);

    public Task LeaveAsync() => _connection.StopAsync();

    public Task CutAsync() => _connection.DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
