namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IChatStore"/> answers to readers: pages, lists, marks and what is unread.</summary>
public abstract class ChatStoreReadingSpecification : StoreSpecification
{
    private const string Id = "conv_789";
    private const string An = "user_123";
    private const string Binh = "user_456";

    /// <summary>Makes an empty store that goes by <see cref="StoreSpecification.Time"/>.</summary>
    protected abstract ValueTask<IChatStore> CreateAsync();

    [Theory]
    [InlineData(null, null, 3, "8 9 10", true)]
    [InlineData(null, null, 10, "1 2 3 4 5 6 7 8 9 10", false)]
    [InlineData(null, null, 100, "1 2 3 4 5 6 7 8 9 10", false)]
    [InlineData(5L, null, 2, "3 4", true)]
    [InlineData(5L, null, 4, "1 2 3 4", false)]
    [InlineData(1L, null, 5, "", false)]
    [InlineData(99L, null, 2, "9 10", true)]
    [InlineData(null, 5L, 2, "6 7", true)]
    [InlineData(null, 5L, 5, "6 7 8 9 10", false)]
    [InlineData(null, 0L, 1, "1", true)]
    [InlineData(null, 10L, 5, "", false)]
    [InlineData(null, long.MaxValue, 5, "", false)]
    [InlineData(8L, 3L, 2, "6 7", true)]
    [InlineData(8L, 3L, 9, "4 5 6 7", false)]
    [InlineData(4L, 3L, 9, "", false)]
    [InlineData(3L, 8L, 9, "", false)]
    public async Task A_page_has_the_nearest_messages_oldest_first(long? before, long? after, int limit, string sequences, bool hasMore)
    {
        var store = await CreateAsync();
        for (var i = 1; i <= 10; i++)
        {
            await AppendAsync(store, Id, An, i);
        }

        var page = await store.ReadAsync(new(Id, before, after, limit), Cancellation);

        Assert.Equal(sequences, string.Join(' ', page.Messages.Select(message => message.Sequence)));
        Assert.Equal(hasMore, page.HasMore);
    }

    [Fact]
    public async Task A_conversation_that_does_not_exist_has_an_empty_page()
    {
        var store = await CreateAsync();

        var page = await store.ReadAsync(new(Id, null, null, 10), Cancellation);

        Assert.Empty(page.Messages);
        Assert.False(page.HasMore);
        Assert.Empty(page.Receipts);
    }

    [Fact]
    public async Task A_user_sees_the_conversations_the_user_is_in_the_newest_message_first()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new("conv_1", null, [An, Binh], Start), Cancellation);
        await store.CreateAsync(new("conv_2", "two", [An], Start), Cancellation);
        await store.CreateAsync(new("conv_3", null, [Binh], Start), Cancellation);
        await AppendAsync(store, "conv_2", Binh, 1);
        await AppendAsync(store, "conv_3", Binh, 2);
        var newest = await AppendAsync(store, "conv_1", Binh, 3);

        var list = await store.ListAsync(An, 10, Cancellation);
        var one = await store.ListAsync(An, 1, Cancellation);

        Assert.Equal(["conv_1", "conv_2"], list.Select(summary => summary.Conversation.Id));
        Assert.Equal("two", list[1].Conversation.Title);
        Assert.Equal(newest, list[0].LastMessage);
        Assert.Equal("conv_1", Assert.Single(one).Conversation.Id);
        Assert.Empty(await store.ListAsync("user_none", 10, Cancellation));
        await AppendAsync(store, "conv_2", An, 4);
        Assert.Equal(["conv_2", "conv_1"], (await store.ListAsync(An, 10, Cancellation)).Select(summary => summary.Conversation.Id));
    }

    [Fact]
    public async Task A_conversation_without_messages_is_listed_too()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, null, [An], Start), Cancellation);

        var summary = Assert.Single(await store.ListAsync(An, 10, Cancellation));

        Assert.Equal(Id, summary.Conversation.Id);
        Assert.Null(summary.LastMessage);
        Assert.Equal(0, summary.UnreadCount);
    }

    [Fact]
    public async Task Lists_follow_the_participants()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, null, [An], Start), Cancellation);

        await store.UpdateAsync(Id, new() { AddParticipants = [Binh], RemoveParticipants = [An] }, Cancellation);

        Assert.Empty(await store.ListAsync(An, 10, Cancellation));
        Assert.Equal([Binh], Assert.Single(await store.ListAsync(Binh, 10, Cancellation)).Conversation.Participants);
    }

    [Fact]
    public async Task Unread_are_the_messages_of_others_after_the_read_mark()
    {
        var store = await CreateWithMessagesAsync([Binh, An, Binh, Binh]);

        Assert.Equal(3, await UnreadAsync(store, An));
        Assert.Equal(1, await UnreadAsync(store, Binh));
        Assert.Equal(new ChatMarkResult(true, 2), await store.MarkAsync(Id, An, 2, ChatMarkKind.Read, Cancellation));
        Assert.Equal(2, await UnreadAsync(store, An));
        await AppendAsync(store, Id, Binh, 5);
        await AppendAsync(store, Id, An, 6);
        Assert.Equal(3, await UnreadAsync(store, An));
        Assert.Equal(2, await UnreadAsync(store, Binh));
        Assert.Equal(new ChatMarkResult(true, 0), await store.MarkAsync(Id, An, 6, ChatMarkKind.Read, Cancellation));
        Assert.Equal(0, await UnreadAsync(store, An));
    }

    [Fact]
    public async Task Deleted_messages_are_not_unread()
    {
        var store = await CreateWithMessagesAsync([Binh, Binh, An, Binh]);
        var messages = (await store.ReadAsync(new(Id, null, null, 10), Cancellation)).Messages;
        await store.MarkAsync(Id, An, 1, ChatMarkKind.Read, Cancellation);
        Assert.Equal(2, await UnreadAsync(store, An));

        foreach (var message in messages.Take(3).Concat(messages.Take(3)))
        {
            await store.ChangeMessageAsync(message.Id, null, Start, Cancellation);
        }

        Assert.Equal(1, await UnreadAsync(store, An));
        Assert.Equal(0, await UnreadAsync(store, Binh));
        Assert.Equal(new ChatMarkResult(true, 1), await store.MarkAsync(Id, An, 3, ChatMarkKind.Read, Cancellation));
        Assert.Equal(new ChatMarkResult(true, 0), await store.MarkAsync(Id, An, 4, ChatMarkKind.Read, Cancellation));
    }

    [Fact]
    public async Task An_edited_message_stays_as_read_or_unread_as_it_was()
    {
        var store = await CreateWithMessagesAsync([Binh, Binh]);
        await store.MarkAsync(Id, An, 1, ChatMarkKind.Read, Cancellation);

        foreach (var message in (await store.ReadAsync(new(Id, null, null, 10), Cancellation)).Messages)
        {
            await store.ChangeMessageAsync(message.Id, "edited", Start, Cancellation);
        }

        Assert.Equal(1, await UnreadAsync(store, An));
    }

    [Fact]
    public async Task Who_comes_later_has_all_earlier_messages_unread()
    {
        var store = await CreateWithMessagesAsync([Binh, An, Binh]);

        await store.UpdateAsync(Id, new() { AddParticipants = ["user_789"] }, Cancellation);

        Assert.Equal(3, await UnreadAsync(store, "user_789"));
    }

    [Fact]
    public async Task Marks_never_move_back()
    {
        var store = await CreateWithMessagesAsync([Binh, Binh, Binh]);

        Assert.Equal(new ChatMarkResult(true, 1), await store.MarkAsync(Id, An, 2, ChatMarkKind.Read, Cancellation));
        Assert.Equal(new ChatMarkResult(false, 1), await store.MarkAsync(Id, An, 2, ChatMarkKind.Read, Cancellation));
        Assert.Equal(new ChatMarkResult(false, 1), await store.MarkAsync(Id, An, 1, ChatMarkKind.Read, Cancellation));
        Assert.Equal(1, await UnreadAsync(store, An));
    }

    [Fact]
    public async Task Delivered_says_nothing_about_read_but_read_implies_delivered()
    {
        var store = await CreateWithMessagesAsync([Binh, Binh, Binh]);

        Assert.Equal(new ChatMarkResult(true, 3), await store.MarkAsync(Id, An, 1, ChatMarkKind.Delivered, Cancellation));
        Assert.Equal(new ChatMarkResult(false, 3), await store.MarkAsync(Id, An, 1, ChatMarkKind.Delivered, Cancellation));
        Assert.Equal(new ChatMarkResult(true, 1), await store.MarkAsync(Id, An, 2, ChatMarkKind.Read, Cancellation));
        Assert.Equal(new ChatMarkResult(false, 1), await store.MarkAsync(Id, An, 2, ChatMarkKind.Delivered, Cancellation));
        Assert.Equal(new ChatMarkResult(true, 1), await store.MarkAsync(Id, An, 3, ChatMarkKind.Delivered, Cancellation));
        Assert.Equal(new ChatMarkResult(true, 0), await store.MarkAsync(Id, An, 3, ChatMarkKind.Read, Cancellation));
    }

    [Fact]
    public async Task Everything_that_shows_a_conversation_shows_how_far_its_participants_are()
    {
        var store = await CreateWithMessagesAsync([Binh, Binh, An]);
        await AssertReceiptsAsync(store, new(An, 0, 0), new(Binh, 0, 0));

        await store.MarkAsync(Id, An, 1, ChatMarkKind.Read, Cancellation);
        await store.MarkAsync(Id, An, 2, ChatMarkKind.Delivered, Cancellation);
        await store.MarkAsync(Id, Binh, 3, ChatMarkKind.Read, Cancellation);
        await AssertReceiptsAsync(store, new(An, 2, 1), new(Binh, 3, 3));

        // What is read is delivered; nothing goes back, and nothing past the newest message.
        await store.MarkAsync(Id, An, 1, ChatMarkKind.Delivered, Cancellation);
        await store.MarkAsync(Id, Binh, 1, ChatMarkKind.Read, Cancellation);
        await store.MarkAsync(Id, An, long.MaxValue, ChatMarkKind.Delivered, Cancellation);
        await AssertReceiptsAsync(store, new(An, 3, 1), new(Binh, 3, 3));
    }

    [Fact]
    public async Task Receipts_follow_the_participants_and_a_mark_is_there_when_its_user_comes_back()
    {
        var store = await CreateWithMessagesAsync([Binh, Binh]);
        await store.MarkAsync(Id, An, 2, ChatMarkKind.Read, Cancellation);
        await store.MarkAsync(Id, "staff_1", 2, ChatMarkKind.Read, Cancellation);

        await UpdateAsync(new() { RemoveParticipants = [An] }, new ChatReceipt(Binh, 0, 0));
        await UpdateAsync(new() { AddParticipants = ["user_789", An] }, new(Binh, 0, 0), new("user_789", 0, 0), new(An, 2, 2));

        async Task UpdateAsync(ConversationUpdate update, params ChatReceipt[] receipts)
        {
            Assert.Equal(receipts, (await store.UpdateAsync(Id, update, Cancellation))?.Receipts);
            await AssertReceiptsAsync(store, receipts);
        }
    }

    [Fact]
    public async Task Receipts_that_a_new_conversation_claims_are_not_believed()
    {
        var store = await CreateAsync();

        await store.CreateAsync(new(Id, null, [Binh], Start) { Receipts = [new(An, 5, 5)] }, Cancellation);

        await AssertReceiptsAsync(store, new ChatReceipt(Binh, 0, 0));
    }

    [Fact]
    public async Task A_mark_does_not_reach_past_the_newest_message()
    {
        var store = await CreateWithMessagesAsync([Binh]);

        Assert.Equal(new ChatMarkResult(true, 0), await store.MarkAsync(Id, An, long.MaxValue, ChatMarkKind.Read, Cancellation));
        await AppendAsync(store, Id, Binh, 2);

        Assert.Equal(1, await UnreadAsync(store, An));
    }

    [Fact]
    public async Task Each_user_has_marks_of_ones_own()
    {
        var store = await CreateWithMessagesAsync(["user_789", "user_789"]);

        await store.MarkAsync(Id, An, 2, ChatMarkKind.Read, Cancellation);

        Assert.Equal(0, await UnreadAsync(store, An));
        Assert.Equal(2, await UnreadAsync(store, Binh));
    }

    [Fact]
    public async Task A_conversation_that_does_not_exist_has_no_marks()
    {
        var store = await CreateAsync();

        Assert.Equal(new ChatMarkResult(false, 0), await store.MarkAsync(Id, An, 1, ChatMarkKind.Read, Cancellation));
        Assert.Null(await store.FindAsync(Id, Cancellation));
    }

    [Fact]
    public async Task Of_concurrent_marks_at_one_place_one_moves()
    {
        var store = await CreateWithMessagesAsync([Binh, Binh]);

        var results = await RunTogetherAsync(Callers, async _ =>
            await store.MarkAsync(Id, An, 2, ChatMarkKind.Read, Cancellation));

        Assert.Single(results, result => result.Moved);
        Assert.All(results, result => Assert.Equal(0, result.UnreadCount));
    }

    private static async Task<ChatMessage> AppendAsync(IChatStore store, string conversationId, string userId, int second)
    {
        var result = await store.AppendAsync(new(conversationId, userId, null, "m" + second, Start.AddSeconds(second)), Cancellation);
        return result.Message!;
    }

    private static async Task AssertReceiptsAsync(IChatStore store, params ChatReceipt[] expected)
    {
        Assert.Equal(expected, (await store.FindAsync(Id, Cancellation))?.Receipts);
        Assert.Equal(expected, (await store.ReadAsync(new(Id, null, null, 1), Cancellation)).Receipts);
        Assert.Equal(expected, Assert.Single(await store.ListAsync(Binh, 10, Cancellation)).Conversation.Receipts);
    }

    private static async Task<int> UnreadAsync(IChatStore store, string userId) =>
        Assert.Single(await store.ListAsync(userId, 10, Cancellation)).UnreadCount;

    private async Task<IChatStore> CreateWithMessagesAsync(string[] authors)
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, null, [An, Binh], Start), Cancellation);
        for (var i = 0; i < authors.Length; i++)
        {
            await AppendAsync(store, Id, authors[i], i + 1);
        }

        return store;
    }
}
