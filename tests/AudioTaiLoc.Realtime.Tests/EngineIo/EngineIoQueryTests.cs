using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

public sealed class EngineIoQueryTests
{
    [Theory]
    [InlineData("", null, null, null)]
    [InlineData("?EIO=4&transport=polling", "polling", null, "4")]
    [InlineData("?EIO=4&transport=websocket&sid=abc&t=1", "websocket", "abc", "4")]
    [InlineData("?eio=3&TRANSPORT=polling&Sid=a%20b", "polling", "a b", "3")]
    [InlineData("?EIO=4&transport=polling&sid=", "polling", null, "4")]
    [InlineData("?EIO=4&EIO=4&transport=polling&transport=websocket&sid=a&sid=b", "polling,websocket", "a,b", "4,4")]
    [InlineData("?transport", "", null, null)]
    public void Parameters_are_read_as_the_framework_reads_them(string text, string? transport, string? sessionId, string? version)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(text);

        var query = EngineIoQuery.Of(request);

        Assert.Equal(new EngineIoQuery(transport, sessionId, version), query);
        Assert.Equal(transport, (string?)request.Query["transport"]);
        Assert.Equal(version, (string?)request.Query["EIO"]);
    }
}
