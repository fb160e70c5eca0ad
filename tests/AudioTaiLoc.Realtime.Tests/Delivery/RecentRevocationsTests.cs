using AudioTaiLoc.Realtime.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class RecentRevocationsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecentRevocations _revocations;

    public RecentRevocationsTests() => _revocations = new RecentRevocations(_time);

    [Fact]
    public void Tells_whether_a_revoke_came_after_a_position()
    {
        _revocations.Add("order:1", "user_123", 10);

        Assert.True(_revocations.WasRevokedAfter("order:1", "user_123", 9));
        Assert.False(_revocations.WasRevokedAfter("order:1", "user_123", 10));
        Assert.False(_revocations.WasRevokedAfter("order:1", "user_456", 9));
        Assert.False(_revocations.WasRevokedAfter("order:2", "user_123", 9));
    }

    [Fact]
    public void Is_kept_longer_than_any_call_lasts_and_then_forgotten()
    {
        _revocations.Add("order:1", "user_123", 10);
        _time.Advance(AudioTaiLoc.Realtime.Operations.OperationPipeline.CallTimeout * 2);
        _revocations.Add("order:2", "user_123", 11);
        Assert.True(_revocations.WasRevokedAfter("order:1", "user_123", 9));

        _time.Advance(TimeSpan.FromMinutes(2));
        _revocations.Add("order:3", "user_123", 12);

        Assert.False(_revocations.WasRevokedAfter("order:1", "user_123", 9));
        Assert.True(_revocations.WasRevokedAfter("order:3", "user_123", 11));
    }

    [Fact]
    public void A_second_revoke_is_not_forgotten_with_the_first()
    {
        _revocations.Add("order:1", "user_123", 10);
        _time.Advance(TimeSpan.FromSeconds(100));
        _revocations.Add("order:1", "user_123", 20);
        _time.Advance(TimeSpan.FromSeconds(100));
        _revocations.Add("order:2", "user_123", 21);

        Assert.True(_revocations.WasRevokedAfter("order:1", "user_123", 15));
    }
}
