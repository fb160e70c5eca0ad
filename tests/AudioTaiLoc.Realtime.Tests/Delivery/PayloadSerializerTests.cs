using System.Text;
using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class PayloadSerializerTests
{
    private readonly RealtimeOptions _options = new();
    private readonly PayloadSerializer _payloads;

    public PayloadSerializerTests() => _payloads = new PayloadSerializer(_options);

    [Fact]
    public void The_hosts_objects_are_camelCase_and_null_is_an_empty_object()
    {
        Assert.Equal("""{"total":299.99,"itemCount":2,"name":"Tai nghe"}""", Write(new { Total = 299.99, ItemCount = 2, Name = "Tai nghe" }));
        Assert.Equal("""{"a":[1,null]}""", Write(JsonDocument.Parse("""{ "a": [1, null] }""").RootElement));
        Assert.Equal("{}", Write(JsonDocument.Parse("{ }").RootElement));
        Assert.Equal("{}", Write(null));
    }

    [Fact]
    public void The_hosts_own_options_need_not_name_a_resolver()
    {
        _options.PayloadSerializerOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

        Assert.Equal("""{"item_count":2}""", Write(new PayloadSerializer(_options), new { ItemCount = 2 }));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("")]
    public void What_is_no_object_is_refused(string json) => Assert.Throws<ArgumentException>(() => Check(json));

    [Theory]
    [InlineData("""{"eventId":"mine"}""")]
    [InlineData("""{"a":{"b":1},"eventId":null}""")]
    [InlineData("""{"a":"\"eventId\"","eventId":1}""")]
    public void The_librarys_own_field_is_refused(string json) => Assert.Throws<ArgumentException>(() => Check(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":{"eventId":"inner"}}""")]
    [InlineData("""{"a":"\"eventId\""}""")]
    [InlineData("""{"a":["eventId"]}""")]
    [InlineData("""{"a":"eventId"}""")]
    public void Others_may_carry_that_name_inside(string json) => Check(json);

    [Fact]
    public void The_size_is_bounded()
    {
        _options.MaximumPayloadSize = 1024;
        var frame = """{"a":""}""".Length;
        Check($$"""{"a":"{{new string('x', 1024 - frame)}}"}""");

        Assert.Contains("1025", Assert.Throws<ArgumentException>(() => Check($$"""{"a":"{{new string('x', 1025 - frame)}}"}""")).Message, StringComparison.Ordinal);
    }

    private void Check(string json) => _payloads.Check(Encoding.UTF8.GetBytes(json), "payload");

    private string Write(object? value) => Write(_payloads, value);

    private static string Write(PayloadSerializer payloads, object? value)
    {
        using var buffer = JsonBuffer.Rent();
        payloads.WriteValue(buffer.Writer, value);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }
}
