using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Connections;

public sealed class ConnectionTests
{
    private readonly RecordingTransport _transport = new();

    [Fact]
    public void The_first_reason_to_close_counts_once()
    {
        using var metrics = TestMeters.CreateMetrics();
        var connection = TestConnections.Create("user_123", _transport, metrics: metrics);

        Assert.True(connection.Close(CloseReason.Kicked("out")));
        Assert.False(connection.Close(CloseReason.SlowConsumer));

        Assert.Equal("kicked", connection.CloseReason?.Code);
        Assert.Equal("out", _transport.Closed?.Message);
        Assert.Equal(new KeyValuePair<string, long>("kicked", 1), Assert.Single(metrics.ClosedByCode));
    }

    [Fact]
    public void What_comes_live_during_a_replay_is_held_and_what_is_replayed_is_not()
    {
        var connection = TestConnections.Create("user_123", _transport);
        connection.Dispatch.Held = new HeldEvents(1024);

        connection.Deliver(new OutboundEvent("live", DeliveryNode.Json("{}")));
        connection.Send(new OutboundEvent("old", DeliveryNode.Json("{}")) { IsReplay = true });
        connection.Send(new OutboundEvent("pong", DeliveryNode.Json("{}")));

        Assert.Equal([("old", true), ("pong", false)], _transport.Sent.Select(sent => (sent.Name, sent.IsReplay)));
        Assert.True(connection.Dispatch.Held.TryTake(out var held));
        Assert.Equal("live", held.Name);
        Assert.False(connection.Dispatch.Held.TryTake(out _));
    }

    [Fact]
    public void Nothing_is_delivered_after_the_decision_to_close()
    {
        var connection = TestConnections.Create("user_123", new NeverClosing(_transport));
        connection.Close(CloseReason.TokenExpired);

        connection.Deliver(new OutboundEvent("late", DeliveryNode.Json("{}")));

        Assert.Empty(_transport.Sent);
    }

    private sealed class NeverClosing(RecordingTransport inner) : IConnectionTransport
    {
        public int UnreadReplayBytes => 0;

        public void Send(OutboundEvent outbound) => inner.Send(outbound);

        public void Close(CloseReason reason)
        {
        }
    }
}
