using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>A stock client of either wire at a host in a process of its own. It does not come back by itself.</summary>
internal abstract class ShopClient : IAsyncDisposable
{
    // The machine may be busy with other things.
    protected static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the connection is lost.</summary>
    public Task Lost => _lost.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    /// <summary>Connects a user.</summary>
    /// <param name="shop">The host.</param>
    /// <param name="wire">The way in.</param>
    /// <param name="email">Who.</param>
    /// <param name="onEvent">Takes the <c>chat:message</c> and <c>pong</c> events, one after another.</param>
    public static async Task<ShopClient> ConnectAsync(ShopProcess shop, Wire wire, string email, Action<string, JsonElement>? onEvent = null)
    {
        var token = await shop.LogInAsync(email);
        return wire == Wire.SignalR
            ? await ShopSignalRClient.ConnectAsync(shop.RealtimeUrl, token, onEvent ?? Ignore)
            : await ShopSocketIoClient.ConnectAsync(shop.RealtimeUrl, token, onEvent ?? Ignore);
    }

    /// <summary>Calls, and returns the ack; throws when the connection is lost meanwhile.</summary>
    public abstract Task<JsonElement> CallAsync(string name, params object[] payload);

    public abstract ValueTask DisposeAsync();

    protected void SetLost() => _lost.TrySetResult();

    private static void Ignore(string name, JsonElement payload)
    {
    }
}
