using System.Text;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Tests.Connections;

public sealed class EventIdFormatTests
{
    private readonly EventIdFormat _ids = new("k3x9q2ab");

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(1042)]
    [InlineData(999_999_999_999)]
    [InlineData(long.MaxValue)]
    public void A_position_is_written_and_read_back(long position)
    {
        var text = _ids.ToText(position);
        var bytes = new byte[_ids.GetLength(position)];

        Assert.Equal($"k3x9q2ab-{position}", text);
        Assert.Equal(bytes.Length, _ids.Write(position, bytes));
        Assert.Equal(text, Encoding.ASCII.GetString(bytes));
        Assert.True(_ids.TryParse(text, out var read));
        Assert.Equal(position, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k3x9q2ab")]
    [InlineData("k3x9q2ab-")]
    [InlineData("k3x9q2ac-1")]
    [InlineData("K3X9Q2AB-1")]
    [InlineData("k3x9q2ab--1")]
    [InlineData("k3x9q2ab-+1")]
    [InlineData("k3x9q2ab- 1")]
    [InlineData("k3x9q2ab-1 ")]
    [InlineData("k3x9q2ab-1,000")]
    [InlineData("k3x9q2ab-0x1")]
    [InlineData("k3x9q2ab-9223372036854775808")]
    [InlineData("1")]
    public void What_is_no_event_id_of_this_epoch_is_not_read(string text) => Assert.False(_ids.TryParse(text, out _));
}
