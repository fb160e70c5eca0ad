using System.Threading.Channels;
using AudioTaiLoc.Realtime.Presence;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Presence;

public sealed class PresenceRenewalTests : IDisposable
{
    private readonly PresenceTurns _turns = new();
    private readonly WatchedTime _time = new();
    private readonly RecordingLogger<PresenceRenewal> _log = new();
    private readonly Mock<IPresenceStore> _store = new();
    private readonly Channel<DateTimeOffset> _renewals = Channel.CreateUnbounded<DateTimeOffset>();
    private readonly Channel<DateTimeOffset> _reapings = Channel.CreateUnbounded<DateTimeOffset>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task Leases_are_renewed_three_times_in_their_duration()
    {
        await using var node = await DeliveryNode.StartAsync();
        using var renewal = await StartAsync(node);

        for (var i = 1; i <= 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(_time.GetUtcNow().AddSeconds(30), await _renewals.Reader.ReadAsync(Cancellation));
        }

        await renewal.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Whose_time_is_over_is_looked_for_once_a_second()
    {
        await using var node = await DeliveryNode.StartAsync();
        using var renewal = await StartAsync(node);

        for (var i = 1; i <= 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(_time.GetUtcNow(), await _reapings.Reader.ReadAsync(Cancellation));
        }

        await renewal.StopAsync(Cancellation);
        Assert.False(_renewals.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_node_that_could_not_renew_lets_the_others_renew_before_it_reaps()
    {
        await using var node = await DeliveryNode.StartAsync();
        using var renewal = await StartAsync(node);
        for (var i = 1; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _reapings.Reader.ReadAsync(Cancellation);
        }

        FailRenewals(true);
        _time.Advance(TimeSpan.FromSeconds(1));
        var failedAt = await _renewals.Reader.ReadAsync(Cancellation) - TimeSpan.FromSeconds(30);
        FailRenewals(false);
        _time.Advance(TimeSpan.FromSeconds(1));
        var renewedAt = await _renewals.Reader.ReadAsync(Cancellation) - TimeSpan.FromSeconds(30);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var reapedAt = await _reapings.Reader.ReadAsync(Cancellation);
        await renewal.StopAsync(Cancellation);
        Assert.Equal(failedAt.AddSeconds(1), renewedAt);
        Assert.InRange(reapedAt, failedAt.AddSeconds(10), failedAt.AddSeconds(11));
        Assert.Single(_log.Lines, line => line is { Level: LogLevel.Warning, Event: "RenewalFailed" });
    }

    private void FailRenewals(bool fail) =>
        _store.Setup(store => store.RenewAsync(It.IsAny<string>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .Returns((string _, DateTimeOffset until, CancellationToken _) =>
            {
                _renewals.Writer.TryWrite(until);
                return fail ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down") : new ValueTask<int>(0);
            });

    private async Task<PresenceRenewal> StartAsync(DeliveryNode node)
    {
        FailRenewals(false);
        _store.Setup(store => store.ReapAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync([]).Callback((DateTimeOffset at, CancellationToken _) => _reapings.Writer.TryWrite(at));
        var changes = new PresenceChanges(_store.Object, node.Log, node.Grants, node.Publisher, node.Options, _time);
        var renewal = new PresenceRenewal(new PresenceTracker(_store.Object, changes, _turns, node.Options, _time), node.Options, _time, _log);
        await renewal.StartAsync(Cancellation);
        await _time.SettledAsync(1);
        return renewal;
    }
}
