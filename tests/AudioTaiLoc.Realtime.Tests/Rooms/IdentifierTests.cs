using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Tests.Rooms;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("order_123")]
    [InlineData("auth0|5f7c8ec7c33c6c004bbafe82")]
    [InlineData("an@example.com")]
    [InlineData("https://shop.example/u/1")]
    [InlineData("AZaz09._-:@|+=/~")]
    public void Is_valid(string id)
    {
        Assert.True(Identifier.IsValid(id));
        Identifier.Check(id, "id");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("é")]
    [InlineData("<script>")]
    [InlineData("a,b")]
    public void Is_not_valid(string id)
    {
        Assert.False(Identifier.IsValid(id));
        Assert.Equal("id", Assert.Throws<ArgumentException>(() => Identifier.Check(id, "id")).ParamName);
    }

    [Fact]
    public void Null_is_not_valid()
    {
        Assert.False(Identifier.IsValid(null));
        Assert.Equal("id", Assert.Throws<ArgumentNullException>(() => Identifier.Check(null, "id")).ParamName);
    }

    [Fact]
    public void Its_length_is_bounded_and_a_rooms_name_has_room_for_its_prefix()
    {
        var longest = new string('a', Identifier.MaximumLength);

        Assert.True(Identifier.IsValid(longest));
        Assert.False(Identifier.IsValid(longest + "a"));
        Assert.True(Identifier.IsValid(RealtimeRooms.Presence(longest), Identifier.MaximumRoomLength));
        Assert.False(Identifier.IsValid(new string('a', Identifier.MaximumRoomLength + 1), Identifier.MaximumRoomLength));
    }
}
