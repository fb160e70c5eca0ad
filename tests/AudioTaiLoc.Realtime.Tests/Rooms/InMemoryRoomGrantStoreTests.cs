using AudioTaiLoc.Realtime.Rooms;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Rooms;

public sealed class InMemoryRoomGrantStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_over_is_forgotten_with_the_next_change()
    {
        var time = new FakeTimeProvider();
        var store = new InMemoryRoomGrantStore(time);
        var now = time.GetUtcNow();
        for (var i = 0; i < 100; i++)
        {
            await store.GrantAsync(new($"order:{i}", "user_" + i, now, null, now.AddMinutes(1)), Cancellation);
        }

        await store.GrantAsync(new("order:7", "user_7", now, null, now.AddMinutes(9)), Cancellation);
        await store.GrantAsync(new("order:8", "user_8", now), Cancellation);
        Assert.Equal(100, store.Count);
        time.Advance(TimeSpan.FromMinutes(2));

        await store.GrantAsync(new("order:new", "user_new", now), Cancellation);

        Assert.Equal(3, store.Count);
        Assert.NotNull(await store.FindAsync("order:7", "user_7", Cancellation));
        Assert.NotNull(await store.FindAsync("order:8", "user_8", Cancellation));
        Assert.Empty(await store.ListByUserAsync("user_9", cancellationToken: Cancellation));
    }
}
