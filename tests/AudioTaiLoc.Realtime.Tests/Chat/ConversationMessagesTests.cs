using AudioTaiLoc.Realtime.Chat;
using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Tests.Chat;

public class ConversationMessagesTests
{
    [Fact]
    public void Retry_keys_of_one_hash_are_told_apart()
    {
        // So many that of the 32-bit hashes, which differ in every run, about ten are shared: with none the chance is 1 in 30,000.
        const int count = 300_000;
        var messages = new ConversationMessages("conv_789", "a-0", new ByteChunks(ByteChunks.LargeChunk));
        for (var i = 1; i <= count; i++)
        {
            messages.Append(new("conv_789", "user_123", null, "", DateTimeOffset.UnixEpoch, "k" + i));
        }

        for (var i = 1; i <= count; i++)
        {
            if (messages.FindRetried("user_123", "k" + i) != i)
            {
                Assert.Fail($"k{i} was not found.");
            }
        }

        Assert.Equal(0, messages.FindRetried("user_123", "k0"));
        Assert.Equal(0, messages.FindRetried("user_456", "k1"));
        Assert.Equal(0, messages.FindRetried("user_123", null));
    }
}
