using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Security;

/// <summary>Where guests may come in, a token that does not count still does not make its bearer a guest.</summary>
public sealed class GuestTests
{
    [Theory]
    [InlineData("no token at all", "unauthenticated: ")]
    [InlineData(null, "token_expired: ")]
    public async Task A_bad_token_is_refused_over_SignalR(string? token, string reason)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var client = await SignalRTestClient.ConnectAsync(host, token ?? host.Token("user_123", lifetime: TimeSpan.FromMinutes(-1)));
        Assert.StartsWith(reason, await client.CloseReasonAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no token at all", "unauthenticated: ")]
    [InlineData(null, "token_expired: ")]
    public async Task A_bad_token_is_refused_over_SocketIo(string? token, string reason)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SocketIoTestClient.ConnectAsync(host, token ?? host.Token("user_123", lifetime: TimeSpan.FromMinutes(-1))));
        Assert.StartsWith(reason, refusal.Message, StringComparison.Ordinal);
    }
}
