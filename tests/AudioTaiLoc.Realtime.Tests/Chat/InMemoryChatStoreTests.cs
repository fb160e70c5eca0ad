using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.Chat;

namespace AudioTaiLoc.Realtime.Tests.Chat;

public class InMemoryChatStoreTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly InMemoryChatStore _store = new();

    [Fact]
    public async Task Ids_of_another_store_find_nothing()
    {
        var message = await AppendAsync(_store, "a");
        var other = new InMemoryChatStore();
        await AppendAsync(other, "a");

        Assert.Null(await other.FindMessageAsync(message.Id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{0}-0-01")]
    [InlineData("{0}-00-1")]
    [InlineData("{0}-0-2")]
    [InlineData("{0}-0-0")]
    [InlineData("{0}-1-1")]
    [InlineData("{0}-0--1")]
    [InlineData("{0}-0-+1")]
    [InlineData("{0}-0- 1")]
    [InlineData("{0}-0-1-1")]
    [InlineData("{0}-0-")]
    [InlineData("{0}-0")]
    [InlineData("-0-1")]
    public async Task Only_ids_that_were_given_out_are_found(string format)
    {
        var message = await AppendAsync(_store, "a");
        var prefix = message.Id[..message.Id.IndexOf('-', StringComparison.Ordinal)];
        Assert.Equal(prefix + "-0-1", message.Id);

        var id = format.Replace("{0}", prefix, StringComparison.Ordinal);

        Assert.Null(await _store.FindMessageAsync(id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Texts_of_every_size_stay_whole()
    {
        string[] texts = ["", "a", new('b', 300_000), "ế🎧", new('ế', 200_000), new('c', 900_000), "d"];

        foreach (var text in texts)
        {
            await AppendAsync(_store, text);
        }

        var page = await _store.ReadAsync(new("conv_789", null, null, 100), TestContext.Current.CancellationToken);
        Assert.Equal(texts, page.Messages.Select(message => message.Text));
    }

    [Fact]
    public void A_stored_message_is_not_kept_as_an_object()
    {
        var forgotten = AppendAndForget();

        GC.Collect();

        Assert.All(forgotten, each => Assert.False(each.IsAlive));
        GC.KeepAlive(_store);
    }

    [Fact]
    public async Task Other_messages_cost_no_more_for_one_with_attachments()
    {
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync(_store, "warm");
        }

        var before = Measure();
        await _store.AppendAsync(
            new("conv_789", "user_123", null, "", Start) { Attachments = [new("/a", "a", 1, "image/png")] }, TestContext.Current.CancellationToken);

        Assert.Equal(before, Measure());

        // Past the message that made the array grow.
        long Measure() => Enumerable.Range(0, 3).Min(_ =>
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(_store.AppendAsync(new("conv_789", "user_123", null, "text", Start), CancellationToken.None).AsTask().IsCompletedSuccessfully);
            return GC.GetAllocatedBytesForCurrentThread() - start;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task A_page_of_more_or_less_than_is_allowed_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await _store.ReadAsync(new("conv_789", null, null, limit), TestContext.Current.CancellationToken));

    private static async Task<ChatMessage> AppendAsync(InMemoryChatStore store, string text, string? key = null)
    {
        var result = await store.AppendAsync(
            new("conv_789", "user_123", null, text, Start, key), TestContext.Current.CancellationToken);
        return result.Message!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] AppendAndForget()
    {
        var text = new string('a', 100);
        ChatAttachment[] attachments = [new(new string('/', 1) + text, text, 1, "image/png")];
        var append = _store.AppendAsync(
            new("conv_789", "user_123", null, text, Start, "k1") { Attachments = attachments }, CancellationToken.None).AsTask();
        Assert.True(append.IsCompletedSuccessfully);
        return [new(append.Result.Message), new(text), new(attachments), new(attachments[0])];
    }
}
