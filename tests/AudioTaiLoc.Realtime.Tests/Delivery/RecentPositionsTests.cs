using AudioTaiLoc.Realtime.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class RecentPositionsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecentPositions<(string Room, string UserId)> _revocations;

    public RecentPositionsTests() => _revocations = new(_time, TimeSpan.FromMinutes(2));

    [Fact]
    public void Tells_whether_one_came_after_a_position()
    {
        _revocations.Add(("order:1", "user_123"), 10);

        Assert.True(_revocations.IsAfter(("order:1", "user_123"), 9));
        Assert.False(_revocations.IsAfter(("order:1", "user_123"), 10));
        Assert.False(_revocations.IsAfter(("order:1", "user_456"), 9));
        Assert.False(_revocations.IsAfter(("order:2", "user_123"), 9));
    }

    [Fact]
    public void Is_kept_for_its_time_and_then_forgotten()
    {
        _revocations.Add(("order:1", "user_123"), 10);
        _time.Advance(TimeSpan.FromMinutes(1));
        _revocations.Add(("order:2", "user_123"), 11);
        Assert.True(_revocations.IsAfter(("order:1", "user_123"), 9));

        _time.Advance(TimeSpan.FromMinutes(2));
        _revocations.Add(("order:3", "user_123"), 12);

        Assert.False(_revocations.IsAfter(("order:1", "user_123"), 9));
        Assert.True(_revocations.IsAfter(("order:3", "user_123"), 11));
    }

    [Fact]
    public void A_second_one_is_not_forgotten_with_the_first()
    {
        _revocations.Add(("order:1", "user_123"), 10);
        _time.Advance(TimeSpan.FromSeconds(100));
        _revocations.Add(("order:1", "user_123"), 20);
        _time.Advance(TimeSpan.FromSeconds(100));
        _revocations.Add(("order:2", "user_123"), 21);

        Assert.True(_revocations.IsAfter(("order:1", "user_123"), 15));
    }
}
