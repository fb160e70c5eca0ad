using System.Text;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Connections;

public sealed class OutboundEventTests
{
    private readonly EventIdFormat _ids = new("epoch");

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"eventId":"epoch-42"}""")]
    [InlineData("{}", """{"eventId":"epoch-42"}""")]
    [InlineData("{ }", """{ "eventId":"epoch-42"}""")]
    [InlineData("""{"a":{}}""", """{"a":{},"eventId":"epoch-42"}""")]
    public void The_event_id_is_the_payloads_last_property(string payload, string expected) =>
        Assert.Equal(expected, Write(new OutboundEvent(Entry(payload), _ids)));

    [Fact]
    public void What_the_log_does_not_keep_has_no_event_id()
    {
        var entry = Entry("""{"a":1}""");
        var isVolatile = new OutboundEvent(entry with { Event = entry.Event with { IsVolatile = true } }, _ids);
        var own = new OutboundEvent("pong", DeliveryNode.Json("{}"));

        Assert.Equal("""{"a":1}""", Write(isVolatile));
        Assert.Equal("{}", Write(own));
        Assert.Equal(0, own.EventIdLength);
        Assert.Null(own.OffsetText);
        Assert.False(isVolatile.HasEventId);
    }

    [Fact]
    public void Its_offset_is_its_own_id_unless_it_came_late()
    {
        Assert.Equal("epoch-42", new OutboundEvent(Entry("{}"), _ids).OffsetText);
        Assert.Equal("epoch-57", new OutboundEvent(Entry("{}"), _ids) { Offset = 57 }.OffsetText);
        Assert.Null(new OutboundEvent(Entry("{}"), _ids) { Offset = null }.OffsetText);
    }

    [Fact]
    public void It_is_encoded_once_per_wire()
    {
        var outbound = new OutboundEvent(Entry("{}"), _ids);
        var (first, second) = (new CountingEncoder("one"), new CountingEncoder("two"));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("one:e", outbound.GetEncoded(first));
            Assert.Equal("two:e", outbound.GetEncoded(second));
        }

        Assert.Equal((1, 1), (first.Count, second.Count));
    }

    private static EventEntry Entry(string payload) =>
        new(42, new RealtimeEvent(EventKind.Event, EventTarget.Everyone, "e", DeliveryNode.Json(payload)));

    private static string Write(OutboundEvent outbound)
    {
        var bytes = new byte[outbound.PayloadLength];
        return Encoding.UTF8.GetString(bytes, 0, outbound.WritePayload(bytes));
    }

    private sealed class CountingEncoder(string name) : WireEncoder
    {
        public override string Name => name;

        public int Count { get; private set; }

        public override object Encode(OutboundEvent outbound)
        {
            Count++;
            return $"{name}:{outbound.Name}";
        }
    }
}
