using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class ConnectionLifetimeTests
{
    [Fact]
    public async Task A_connection_is_closed_when_its_token_runs_out_and_not_before()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (_, transport) = await node.ConnectAsync("user_123", node.Time.GetUtcNow().AddMinutes(5));

        node.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.Null(transport.Closed);
        node.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(RealtimeErrorCodes.TokenExpired, transport.Closed?.Code);
    }

    [Fact]
    public async Task One_that_left_is_not_closed_when_its_token_would_have_run_out()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, transport) = await node.ConnectAsync("user_123", node.Time.GetUtcNow().AddMinutes(5));
        await node.Lifetime.ReleaseAsync(connection);

        node.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Null(transport.Closed);
        Assert.Equal(0, node.Dispatcher.Connections.Count);
    }

    [Fact]
    public async Task A_token_that_is_over_is_not_let_in()
    {
        await using var node = await DeliveryNode.StartAsync();

        var refusal = await Assert.ThrowsAsync<RealtimeException>(() => node.ConnectAsync("user_123", node.Time.GetUtcNow()));

        Assert.Equal(RealtimeErrorCodes.TokenExpired, refusal.Code);
        Assert.Equal(0, node.Dispatcher.Connections.Count);
    }

    [Fact]
    public async Task One_that_comes_while_draining_begins_is_closed_like_the_others()
    {
        await using var node = await DeliveryNode.StartAsync();
        using var deadlines = new DeadlineQueue(node.Time, NullLogger<DeadlineQueue>.Instance);
        // The clock is read between the look at whether the server drains and the place in the table.
        var clock = new Mock<TimeProvider>();
        clock.Setup(time => time.GetUtcNow()).Returns(() =>
        {
            _ = node.Drain.RunAsync(TestContext.Current.CancellationToken);
            return node.Time.GetUtcNow();
        });
        var lifetime = new ConnectionLifetime(node.Dispatcher, node.Recovery, node.Quota, deadlines, node.DrainState, [], clock.Object, node.Metrics, node.LifetimeLog);
        var transport = new RecordingTransport();

        await lifetime.AcceptAsync(TestConnections.Create("user_123", transport, expiresAt: node.Time.GetUtcNow().AddHours(1)));

        Assert.Equal(RealtimeErrorCodes.ShuttingDown, transport.Closed?.Code);
    }

    [Fact]
    public async Task A_feature_that_fails_does_not_keep_a_connection_out_or_in()
    {
        var failing = new Mock<IConnectionObserver>();
        failing.Setup(observer => observer.ConnectedAsync(It.IsAny<Connection>())).ThrowsAsync(new InvalidOperationException("store down"));
        failing.Setup(observer => observer.DisconnectedAsync(It.IsAny<Connection>())).ThrowsAsync(new InvalidOperationException("store down"));
        var told = new Mock<IConnectionObserver>();
        await using var node = await DeliveryNode.StartAsync(null, null, failing.Object, told.Object);

        var (connection, transport) = await node.ConnectAsync("user_123");
        await node.PublishAsync(EventTarget.User("user_123"));
        await node.FenceAsync();
        await node.Lifetime.ReleaseAsync(connection);

        Assert.Single(transport.Sent);
        Assert.Equal(0, node.Dispatcher.Connections.Count);
        told.Verify(observer => observer.ConnectedAsync(connection), Times.Once);
        told.Verify(observer => observer.DisconnectedAsync(connection), Times.Once);
        Assert.Equal(2, node.LifetimeLog.Lines.Count(line => line is { Level: LogLevel.Error, Event: "ObserverFailed" }));
    }

    [Fact]
    public async Task One_that_ends_after_the_dispatcher_is_let_go_quietly()
    {
        var node = await DeliveryNode.StartAsync();
        var (connection, _) = await node.ConnectAsync("user_123");
        await node.DisposeAsync();

        await node.Lifetime.ReleaseAsync(connection);

        Assert.Contains(node.LifetimeLog.Lines, line => line is { Level: LogLevel.Debug, Event: "ReleasedLate" });
    }
}
