using System.Text;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class EventPublisherTests : IDisposable
{
    private readonly Mock<IEventLog> _log = new();
    private readonly AudioTaiLoc.Realtime.Diagnostics.RealtimeMetrics _metrics = TestMeters.CreateMetrics();
    private readonly EventPublisher _publisher;

    public EventPublisherTests() => _publisher = new EventPublisher(_log.Object, new PayloadSerializer(new RealtimeOptions()), _metrics);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_the_payload_once_with_its_flags()
    {
        RealtimeEvent? appended = null;
        string? payload = null;
        _log.Setup(log => log.AppendAsync(It.IsAny<RealtimeEvent>(), Cancellation)).Returns((RealtimeEvent given, CancellationToken _) =>
        {
            (appended, payload) = (given, Encoding.UTF8.GetString(given.Payload.Span));
            return new ValueTask<long>(7);
        });

        Assert.Equal(7, await PublishAsync("1", isVolatile: true, except: "c1"));

        Assert.Equal("""{"v":"1"}""", payload);
        Assert.Equal((EventKind.Event, "e", true, "c1"), (appended!.Value.Kind, appended.Value.Name, appended.Value.IsVolatile, appended.Value.ExceptConnectionId));
        Assert.Equal(EventTarget.Everyone, appended.Value.Target);
        Assert.Equal(1, _metrics.TotalPublished);
    }

    [Fact]
    public async Task A_payload_stays_as_it_is_while_a_slow_log_takes_it()
    {
        var held = new TaskCompletionSource<long>();
        List<ReadOnlyMemory<byte>> payloads = [];
        _log.Setup(log => log.AppendAsync(It.IsAny<RealtimeEvent>(), It.IsAny<CancellationToken>())).Returns((RealtimeEvent given, CancellationToken _) =>
        {
            payloads.Add(given.Payload);
            return payloads.Count == 1 ? new ValueTask<long>(held.Task) : new ValueTask<long>(2);
        });

        var first = PublishAsync("first");
        await PublishAsync("second");
        Assert.Equal("""{"v":"first"}""", Encoding.UTF8.GetString(payloads[0].Span));
        held.SetResult(1);

        Assert.Equal(1, await first);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_sent_is_refused_and_nothing_is_appended()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _publisher.PublishAsync(
            EventTarget.Everyone, "e", 0, static (writer, _) => writer.WriteStringValue("no object"), cancellationToken: Cancellation));

        _log.VerifyNoOtherCalls();
        Assert.Equal(0, _metrics.TotalPublished);
        using var clean = JsonBuffer.Rent();
        Assert.Equal(0, clean.Written.Length);
    }

    [Fact]
    public async Task A_revoke_and_a_kick_are_entries()
    {
        await _publisher.RevokeAsync("order:1", "user_123", Cancellation);
        await _publisher.KickAsync("user_123", "out", Cancellation);

        _log.Verify(log => log.AppendAsync(new RealtimeEvent(EventKind.Revoke, EventTarget.Room("order:1"), "user_123", default), Cancellation));
        _log.Verify(log => log.AppendAsync(new RealtimeEvent(EventKind.Kick, EventTarget.User("user_123"), "out", default), Cancellation));
    }

    public void Dispose() => _metrics.Dispose();

    private ValueTask<long> PublishAsync(string value, bool isVolatile = false, string? except = null) => _publisher.PublishAsync(
        EventTarget.Everyone,
        "e",
        value,
        static (writer, text) =>
        {
            writer.WriteStartObject();
            writer.WriteString("v"u8, text);
            writer.WriteEndObject();
        },
        isVolatile,
        except,
        Cancellation);
}
