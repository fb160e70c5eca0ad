using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>The answer to an invocation or an acknowledged emit: an error, or the arguments of the answer.</summary>
internal sealed record NodeReply(IReadOnlyList<JsonElement> Args, string? Error)
{
    /// <summary>The first argument, which is all that most answers have. Fails the test when the answer is an error.</summary>
    public JsonElement Result
    {
        get
        {
            Assert.Null(Error);
            return Args[0];
        }
    }
}
