using AudioTaiLoc.Realtime.Presence;

namespace AudioTaiLoc.Realtime.Tests.Presence;

public class InMemoryPresenceStoreTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly InMemoryPresenceStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_comes_again_keeps_what_it_looks_at_and_takes_the_new_lease()
    {
        await ConnectAsync("c1", "user_123", Start.AddMinutes(1));
        await ConnectAsync("c2", "user_456", Start.AddMinutes(9));
        await _store.SetViewingAsync("c1", "prod_123", Cancellation);

        await ConnectAsync("c1", "user_123", Start.AddMinutes(2));

        Assert.Empty(await _store.ReapAsync(Start.AddMinutes(1), Cancellation));
        Assert.Equal(2, await _store.SetViewingAsync("c2", "prod_123", Cancellation));
        Assert.Equal(["user_123"], await _store.ReapAsync(Start.AddMinutes(2), Cancellation));
        Assert.Equal(1, await _store.SetViewingAsync("c2", "prod_123", Cancellation));
    }

    private ValueTask<bool> ConnectAsync(string connectionId, string userId, DateTimeOffset expiresAt) =>
        _store.ConnectAsync(new(connectionId, userId, "node1", Start, expiresAt), Cancellation);
}
