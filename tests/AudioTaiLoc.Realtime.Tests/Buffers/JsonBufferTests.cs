using System.Text;
using AudioTaiLoc.Realtime.Buffers;

namespace AudioTaiLoc.Realtime.Tests.Buffers;

public sealed class JsonBufferTests
{
    [Fact]
    public void Two_rented_on_one_thread_do_not_share_bytes()
    {
        using var outer = JsonBuffer.Rent();
        outer.Writer.WriteStartObject();
        outer.Writer.WriteString("outer"u8, "1");
        using (var inner = JsonBuffer.Rent())
        {
            Assert.NotSame(outer, inner);
            inner.Writer.WriteStartArray();
            inner.Writer.WriteEndArray();
            Assert.Equal("[]", Text(inner));
        }

        using (var third = JsonBuffer.Rent())
        {
            Assert.NotSame(outer, third);
            Assert.Equal("", Text(third));
        }

        outer.Writer.WriteEndObject();
        Assert.Equal("""{"outer":"1"}""", Text(outer));
    }

    [Fact]
    public void One_that_was_left_half_written_is_clean_when_rented_again()
    {
        JsonBuffer first;
        using (first = JsonBuffer.Rent())
        {
            first.Writer.WriteStartObject();
            first.Writer.WritePropertyName("half"u8);
        }

        using var second = JsonBuffer.Rent();
        Assert.Same(first, second);
        second.Writer.WriteStartObject();
        second.Writer.WriteEndObject();
        Assert.Equal("{}", Text(second));
    }

    [Fact]
    public void One_that_grew_large_does_not_keep_its_bytes()
    {
        using (var large = JsonBuffer.Rent())
        {
            large.Writer.WriteStringValue(new string('x', 1024 * 1024));
            Assert.Equal(1024 * 1024 + 2, large.Written.Length);
        }

        using var next = JsonBuffer.Rent();
        next.Writer.WriteStartObject();
        next.Writer.WriteEndObject();
        Assert.Equal("{}", Text(next));
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(next.Written, out var array) && array.Array!.Length <= 64 * 1024);
    }

    [Fact]
    public void One_may_be_given_back_on_another_thread()
    {
        var buffer = JsonBuffer.Rent();
        buffer.Writer.WriteStartObject();
        buffer.Writer.WriteEndObject();
        JsonBuffer? there = null;
        var thread = new Thread(() =>
        {
            buffer.Dispose();
            there = JsonBuffer.Rent();
        });
        thread.Start();
        thread.Join();
        using var here = JsonBuffer.Rent();

        Assert.Same(buffer, there);
        Assert.NotSame(buffer, here);
    }

    [Fact]
    public void Names_of_any_script_stay_readable()
    {
        using var buffer = JsonBuffer.Rent();
        buffer.Writer.WriteStringValue("Tai nghe chơi game – 耳机 <&>");

        Assert.Equal("\"Tai nghe chơi game – 耳机 <&>\"", Text(buffer));
    }

    private static string Text(JsonBuffer buffer) => Encoding.UTF8.GetString(buffer.Written.Span);
}
