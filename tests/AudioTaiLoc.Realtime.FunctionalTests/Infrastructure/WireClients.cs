namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Connects clients of either wire.</summary>
internal static class WireClients
{
    /// <summary>Connects with a token; when this returns, the server has taken the connection in.</summary>
    /// <param name="host">The host.</param>
    /// <param name="wire">The way in.</param>
    /// <param name="token">The token; null for a guest.</param>
    /// <param name="events">Names of the host's own events to listen to besides the library's.</param>
    public static async Task<IWireClient> ConnectAsync(this RealtimeHost host, Wire wire, string? token, params string[] events)
    {
        var client = await OpenAsync(host, wire, token, events);
        // SignalR's start returns with the handshake; the first answered call shows that the connection is in its tables.
        Assert.True((await client.CallAsync("inventory:unsubscribe", new { productId = "-" })).GetProperty("success").GetBoolean());
        return client;
    }

    /// <summary>Connects a user of the host.</summary>
    public static Task<IWireClient> ConnectUserAsync(this RealtimeHost host, Wire wire, string userId, params string[] events) =>
        host.ConnectAsync(wire, host.Token(userId), events);

    private static async Task<IWireClient> OpenAsync(RealtimeHost host, Wire wire, string? token, string[] events) => wire switch
    {
        Wire.SignalR => await SignalRTestClient.ConnectAsync(host, token, events: events),
        Wire.SocketIo => await SocketIoTestClient.ConnectAsync(host, token),
        _ => throw new ArgumentOutOfRangeException(nameof(wire), wire, null),
    };
}
