using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>How a node that stops lets its connections go; time is the test's.</summary>
public sealed class ConnectionDrainTests
{
    private const int Many = 2000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Few_are_closed_at_once_and_nobody_is_let_in()
    {
        await using var node = await DeliveryNode.StartAsync();
        Assert.Null(node.DrainState.Obstacle);
        var (user, first) = await node.ConnectAsync("user_123");
        var (guest, second) = await node.ConnectAsync(null);

        var draining = node.Drain.RunAsync(Cancellation);
        await Task.WhenAll(first.Closing, second.Closing);

        Assert.Equal((RealtimeErrorCodes.ShuttingDown, true), (first.Closed?.Code, first.Closed?.MayReconnect));
        Assert.Equal(RealtimeErrorCodes.ShuttingDown, second.Closed?.Code);
        Assert.NotNull(node.DrainState.Obstacle);
        var refusal = await Assert.ThrowsAsync<RealtimeException>(() => node.ConnectAsync("user_123"));
        Assert.Equal(RealtimeErrorCodes.ShuttingDown, refusal.Code);
        await node.Lifetime.ReleaseAsync(user);
        Assert.False(draining.IsCompleted);
        await node.Lifetime.ReleaseAsync(guest);
        await draining;
    }

    [Fact]
    public async Task A_node_without_connections_is_through_at_once()
    {
        await using var node = await DeliveryNode.StartAsync();

        await node.Drain.RunAsync(Cancellation);

        Assert.True(node.DrainState.HasBegun);
    }

    [Fact]
    public async Task Not_ready_comes_before_the_first_close()
    {
        await using var node = await DeliveryNode.StartAsync();
        string? obstacle = null;
        var (connection, transport) = await node.ConnectAsync("user_123");
        var told = transport.Closing.ContinueWith(
            _ => obstacle = node.DrainState.Obstacle, Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        var draining = node.Drain.RunAsync(Cancellation);
        await told;
        await node.Lifetime.ReleaseAsync(connection);
        await draining;

        Assert.NotNull(obstacle);
    }

    [Theory]
    [InlineData(10, 30, 10)]
    [InlineData(60, 8, 4)]
    public async Task Many_go_in_batches_over_the_drains_time_and_at_most_half_of_the_hosts(int duration, int hosts, int expected)
    {
        await using var node = await StartAsync(duration, hosts);
        var transports = await ConnectAsync(node);

        var draining = node.Drain.RunAsync(Cancellation);
        var begun = node.DrainTime.GetTimestamp();
        double elapsed;
        do
        {
            await node.DrainTime.SettledAsync(1);
            elapsed = node.DrainTime.GetElapsedTime(begun).TotalSeconds;
            var closed = transports.Count(transport => transport.Closed is not null);

            // What is due by now and in the step that has begun, no more and no less.
            Assert.Equal(Math.Min(Many, Many * (elapsed + 0.1) / expected), closed, 1.0);
            if (closed < Many)
            {
                node.DrainTime.Advance(TimeSpan.FromMilliseconds(200));
            }
        }
        while (transports.Any(transport => transport.Closed is null));

        Assert.InRange(elapsed, expected - 0.3, expected);

        // They do not go: the wait for them is bounded too.
        node.DrainTime.Advance(TimeSpan.FromSeconds(Math.Min(5, hosts / 4.0)));
        await draining;
    }

    [Fact]
    public async Task With_a_duration_of_zero_all_go_at_once()
    {
        await using var node = await StartAsync(0, 30);
        var transports = await ConnectAsync(node);

        var draining = node.Drain.RunAsync(Cancellation);
        await node.DrainTime.SettledAsync(1);

        Assert.All(transports, transport => Assert.NotNull(transport.Closed));
        node.DrainTime.Advance(TimeSpan.FromSeconds(5));
        await draining;
    }

    [Fact]
    public async Task When_the_hosts_patience_ends_all_the_others_go_at_once()
    {
        await using var node = await StartAsync(10, 30);
        var transports = await ConnectAsync(node);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var draining = node.Drain.RunAsync(patience.Token);
        await node.DrainTime.SettledAsync(1);
        Assert.Contains(transports, transport => transport.Closed is null);
        await patience.CancelAsync();
        await draining;

        Assert.All(transports, transport => Assert.NotNull(transport.Closed));
    }

    [Fact]
    public async Task It_is_done_once_whoever_asks()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, _) = await node.ConnectAsync("user_123");

        var first = node.Drain.RunAsync(Cancellation);
        var second = node.Drain.RunAsync(Cancellation);
        await node.Lifetime.ReleaseAsync(connection);

        await first;
        Assert.Same(first, second);
    }

    private static async Task<DeliveryNode> StartAsync(int duration, int hosts)
    {
        var node = await DeliveryNode.StartAsync(configure: options =>
        {
            options.Drain.Duration = TimeSpan.FromSeconds(duration);
            options.RateLimit.IsEnabled = false;
        });
        node.Host.ShutdownTimeout = TimeSpan.FromSeconds(hosts);
        return node;
    }

    private static async Task<RecordingTransport[]> ConnectAsync(DeliveryNode node)
    {
        var transports = new RecordingTransport[Many];
        for (var i = 0; i < Many; i++)
        {
            (_, transports[i]) = await node.ConnectAsync($"user_{i}");
        }

        return transports;
    }
}
