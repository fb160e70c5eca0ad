using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>A stock .NET SignalR client.</summary>
internal sealed class ShopSignalRClient : ShopClient
{
    private readonly HubConnection _connection;

    private ShopSignalRClient(HubConnection connection)
    {
        _connection = connection;
        connection.Closed += _ =>
        {
            SetLost();
            return Task.CompletedTask;
        };
    }

    public static async Task<ShopClient> ConnectAsync(string url, string token, Action<string, JsonElement> onEvent)
    {
        var connection = new HubConnectionBuilder().WithUrl(url, http => http.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
        foreach (var name in (string[])["chat:message", "pong"])
        {
            connection.On<JsonElement>(name, payload => onEvent(name, payload));
        }

        var client = new ShopSignalRClient(connection);
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public override Task<JsonElement> CallAsync(string name, params object[] payload) =>
        _connection.InvokeCoreAsync<JsonElement>(name, payload, TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();
}
