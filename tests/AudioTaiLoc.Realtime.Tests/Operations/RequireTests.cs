using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Tests.Operations;

public sealed class RequireTests
{
    [Fact]
    public void What_is_there_and_good_is_given_back()
    {
        Assert.Equal("order_123", Require.Id("order_123", "orderId"));
        Assert.Null(Require.OptionalId(null, "productId"));
        Assert.Equal("hello", Require.Text("hello", "message", 5));
        Assert.Null(Require.EventId(null, "since"));
        Assert.Equal("", Require.EventId("", "since"));
        Assert.True(Require.Value<bool>(true, "isTyping"));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Refused("'orderId' is required.", () => Require.Id(null, "orderId"));
        Refused("'message' is required.", () => Require.Text(null, "message", 5));
        Refused("'isTyping' is required.", () => Require.Value<bool>(null, "isTyping"));
    }

    [Fact]
    public void What_is_not_good_is_named()
    {
        Refused("'orderId' must", () => Require.Id("two words", "orderId"));
        Refused("'orderId' must", () => Require.Id(new string('a', 129), "orderId"));
        Refused("'productId' must", () => Require.OptionalId("", "productId"));
        Refused("'message' must not be empty.", () => Require.Text(" \n\t", "message", 5));
        Refused("'since' is no event id.", () => Require.EventId(new string('a', 65), "since"));
        Refused("'message' may have 5", () => Require.Text("123456", "message", 5), RealtimeErrorCodes.TooLarge);
    }

    private static void Refused(string sentence, Action check, string code = RealtimeErrorCodes.InvalidPayload)
    {
        var refusal = Assert.Throws<RealtimeException>(check);
        Assert.Equal(code, refusal.Code);
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }
}
