using AudioTaiLoc.Realtime.Presence;

namespace AudioTaiLoc.Realtime.Tests.Presence;

public class InMemoryPresenceStoreTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly InMemoryPresenceStore _store = new();

    [Fact]
    public async Task A_user_whose_lease_ran_out_unreaped_has_not_gone_and_does_not_come_again()
    {
        await ConnectAsync("c1", "user_123", Start.AddMinutes(1));

        Assert.False(await ConnectAsync("c2", "user_123", Start.AddMinutes(9)));
        Assert.Empty(await _store.ReapAsync(Start.AddMinutes(5), TestContext.Current.CancellationToken));

        Assert.Equal(1, Assert.Single(await _store.ListAsync(TestContext.Current.CancellationToken)).ConnectionCount);
    }

    [Fact]
    public async Task A_connection_that_comes_again_keeps_what_it_looks_at_and_takes_the_new_lease()
    {
        await ConnectAsync("c1", "user_123", Start.AddMinutes(1));
        await ConnectAsync("c2", "user_456", Start.AddMinutes(9));
        await _store.SetViewingAsync("c1", "prod_123", TestContext.Current.CancellationToken);

        await ConnectAsync("c1", "user_123", Start.AddMinutes(2));

        Assert.Empty(await _store.ReapAsync(Start.AddMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(2, await _store.SetViewingAsync("c2", "prod_123", TestContext.Current.CancellationToken));
        Assert.Equal(["user_123"], await _store.ReapAsync(Start.AddMinutes(2), TestContext.Current.CancellationToken));
        Assert.Equal(1, await _store.SetViewingAsync("c2", "prod_123", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_connection_of_another_user_is_refused()
    {
        await ConnectAsync("c1", "user_123", Start.AddMinutes(1));

        await Assert.ThrowsAsync<ArgumentException>(async () => await ConnectAsync("c1", "user_456", Start.AddMinutes(1)));
    }

    private ValueTask<bool> ConnectAsync(string connectionId, string userId, DateTimeOffset expiresAt) =>
        _store.ConnectAsync(new(connectionId, userId, "node1", Start, expiresAt), TestContext.Current.CancellationToken);
}
