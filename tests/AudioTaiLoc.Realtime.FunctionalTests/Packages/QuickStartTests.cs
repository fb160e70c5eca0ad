using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>README.md promises that ten lines are enough.</summary>
[Collection(WithPackages.Name)]
public sealed class QuickStartTests(PackedLibrary library)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_ten_lines() =>
        Assert.InRange(QuickStartApp.ReadCode().Split('\n').Count(line => !string.IsNullOrWhiteSpace(line)), 5, 10);

    [Fact]
    public async Task It_runs_as_it_stands_and_a_client_gets_an_event()
    {
        await using var app = await QuickStartApp.StartAsync(library);
        await using var client = new HubConnectionBuilder().WithUrl(app.Url + "/api/v1/realtime").Build();
        var updated = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On<JsonElement>("inventory:updated", payload => updated.TrySetResult(payload));
        await client.StartAsync(Cancellation);
        var ack = await client.InvokeAsync<JsonElement>("inventory:subscribe", new { productId = "prod_123" }, Cancellation);
        Assert.Equal("product:prod_123", ack.GetProperty("room").GetString());

        using var http = new HttpClient();
        using var response = await http.PutAsync(new Uri(app.Url + "/products/prod_123/stock/7"), null, Cancellation);
        response.EnsureSuccessStatusCode();

        var payload = await updated.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(("prod_123", 7), (payload.GetProperty("productId").GetString(), payload.GetProperty("quantity").GetInt32()));
    }
}
