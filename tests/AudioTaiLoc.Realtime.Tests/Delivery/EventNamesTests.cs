using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class EventNamesTests
{
    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("quote\"")]
    [InlineData("bảo_trì")]
    public void Is_refused(string name) => Assert.Equal("name", Assert.Throws<ArgumentException>(() => EventNames.Check(name, "name")).ParamName);

    [Theory]
    [InlineData("maintenance")]
    [InlineData("order:updated")]
    [InlineData("Connect")]
    [InlineData("disconnected")]
    public void Is_taken(string name) => EventNames.Check(name, "name");

    [Fact]
    public void Its_length_is_bounded()
    {
        EventNames.Check(new string('e', EventNames.MaximumLength), "name");
        Assert.Throws<ArgumentException>(() => EventNames.Check(new string('e', EventNames.MaximumLength + 1), "name"));
        Assert.Throws<ArgumentNullException>(() => EventNames.Check(null, "name"));
    }
}
