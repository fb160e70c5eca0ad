namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IChatStore"/> does with conversations and messages; marks and lists are in <see cref="ChatStoreReadingSpecification"/>.</summary>
public abstract class ChatStoreSpecification : StoreSpecification
{
    private const string Id = "conv_789";
    private const string An = "user_123";
    private const string Binh = "user_456";

    private static readonly ChatAttachment[] Attachments =
    [
        new("https://cdn.example.com/a.png?x=1&y=\"2\"", "Tai nghe 🎧 \"mới\".png", 0, "image/png"),
        new("/files/invoice.pdf", "invoice.pdf", long.MaxValue, "application/pdf"),
    ];

    /// <summary>Makes an empty store that goes by <see cref="StoreSpecification.Time"/>.</summary>
    protected abstract ValueTask<IChatStore> CreateAsync();

    [Fact]
    public async Task A_conversation_is_found_as_it_was_created()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, "Headphones", [Binh, An], Start), Cancellation);
        await store.CreateAsync(new("conv_closed", null, [], Start, true), Cancellation);

        AssertSame(new(Id, "Headphones", [Binh, An], Start), await store.FindAsync(Id, Cancellation));
        AssertSame(new("conv_closed", null, [], Start, true), await store.FindAsync("conv_closed", Cancellation));
        Assert.Null(await store.FindAsync("conv_none", Cancellation));
    }

    [Fact]
    public async Task An_id_that_is_taken_changes_nothing()
    {
        var store = await CreateAsync();

        Assert.True(await store.CreateAsync(new(Id, "first", [An], Start), Cancellation));
        Assert.False(await store.CreateAsync(new(Id, "second", [Binh], Start.AddDays(1)), Cancellation));

        AssertSame(new(Id, "first", [An], Start), await store.FindAsync(Id, Cancellation));
        Assert.Empty(await store.ListAsync(Binh, 10, Cancellation));
    }

    [Fact]
    public async Task Of_concurrent_creators_one_succeeds()
    {
        var store = await CreateAsync();

        var created = await RunTogetherAsync(Callers, async caller =>
            await store.CreateAsync(new(Id, "by " + caller, [An], Start), Cancellation));

        Assert.Single(created, isCreated => isCreated);
        Assert.Equal("by " + Array.IndexOf(created, true), (await store.FindAsync(Id, Cancellation))?.Title);
    }

    [Fact]
    public async Task Participants_come_and_go_in_order()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, null, [An, Binh], Start), Cancellation);

        var added = await store.UpdateAsync(Id, new() { AddParticipants = ["user_1", An, "user_2"] }, Cancellation);
        var removed = await store.UpdateAsync(Id, new() { RemoveParticipants = [Binh, "user_none"] }, Cancellation);
        var back = await store.UpdateAsync(Id, new() { AddParticipants = [Binh] }, Cancellation);

        Assert.Equal([An, Binh, "user_1", "user_2"], added?.Participants);
        Assert.Equal([An, "user_1", "user_2"], removed?.Participants);
        Assert.Equal([An, "user_1", "user_2", Binh], back?.Participants);
        AssertSame(back!, await store.FindAsync(Id, Cancellation));
    }

    [Fact]
    public async Task What_an_update_leaves_out_stays()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, "Headphones", [An], Start), Cancellation);

        AssertSame(new(Id, "Headphones", [An], Start, true), await store.UpdateAsync(Id, new() { IsClosed = true }, Cancellation));
        AssertSame(new(Id, "Headphones", [An], Start, true), await store.UpdateAsync(Id, new(), Cancellation));
        AssertSame(new(Id, "Headphones", [An], Start), await store.UpdateAsync(Id, new() { IsClosed = false }, Cancellation));
        Assert.Null(await store.UpdateAsync("conv_none", new() { IsClosed = true }, Cancellation));
    }

    [Fact]
    public async Task Concurrent_updates_are_all_made()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, null, [], Start), Cancellation);

        await RunTogetherAsync(Callers, async caller =>
            await store.UpdateAsync(Id, new() { AddParticipants = [$"user_{caller:00}"] }, Cancellation));

        Assert.Equal(
            Enumerable.Range(0, Callers).Select(caller => $"user_{caller:00}"),
            (await store.FindAsync(Id, Cancellation))?.Participants.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_is_found_as_it_was_appended()
    {
        var store = await CreateAsync();
        await store.CreateAsync(new(Id, null, [An], Start), Cancellation);

        var result = await store.AppendAsync(new(Id, An, "an@example.com", "Xin chào 🎧", Start.AddSeconds(1), "k1"), Cancellation);

        Assert.Equal(ChatAppendOutcome.Appended, result.Outcome);
        var message = Assert.IsType<ChatMessage>(result.Message);
        Assert.NotEmpty(message.Id);
        Assert.Equal(new(message.Id, Id, 1, An, "an@example.com", "Xin chào 🎧", Start.AddSeconds(1), "k1"), message);
        Assert.Equal(message, await store.FindMessageAsync(message.Id, Cancellation));
    }

    [Fact]
    public async Task A_message_may_come_without_address_and_retry_key()
    {
        var store = await CreateAsync();

        var first = await AppendAsync(store, "a");
        var second = await AppendAsync(store, "a");

        Assert.Null(first.Email);
        Assert.Null(first.ClientMessageId);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first, await store.FindMessageAsync(first.Id, Cancellation));
    }

    [Fact]
    public async Task A_conversation_that_does_not_exist_begins_with_its_first_message_without_participants()
    {
        var store = await CreateAsync();

        await AppendAsync(store, "a");

        var conversation = Assert.IsType<Conversation>(await store.FindAsync(Id, Cancellation));
        Assert.Empty(conversation.Participants);
        Assert.False(conversation.IsClosed);
        Assert.False(await store.CreateAsync(new(Id, null, [An], Start), Cancellation));
    }

    [Fact]
    public async Task A_closed_conversation_takes_no_messages_until_it_is_opened_again()
    {
        var store = await CreateAsync();
        await AppendAsync(store, "a");
        await store.UpdateAsync(Id, new() { IsClosed = true }, Cancellation);

        Assert.Equal(
            new ChatAppendResult(ChatAppendOutcome.Closed, null), await store.AppendAsync(new(Id, An, null, "b", Start, "k1"), Cancellation));
        await store.UpdateAsync(Id, new() { IsClosed = false }, Cancellation);

        Assert.Equal(2, (await AppendAsync(store, "b", key: "k1")).Sequence);
    }

    [Fact]
    public async Task A_retry_stores_nothing_and_returns_what_is_there()
    {
        var store = await CreateAsync();
        var first = await AppendAsync(store, "a", key: "k1");
        await AppendAsync(store, "b", key: "k2");

        var retry = await store.AppendAsync(new(Id, An, null, "a", Start.AddSeconds(5), "k1"), Cancellation);

        Assert.Equal(new ChatAppendResult(ChatAppendOutcome.Repeated, first), retry);
        Assert.Equal(2, (await ReadAsync(store)).Messages.Count);
    }

    [Fact]
    public async Task A_retry_with_another_text_is_a_conflict_and_stores_nothing()
    {
        var store = await CreateAsync();
        var first = await AppendAsync(store, "a", key: "k1");

        var retry = await store.AppendAsync(new(Id, An, null, "b", Start, "k1"), Cancellation);

        Assert.Equal(ChatAppendOutcome.Conflict, retry.Outcome);
        Assert.Equal(first, Assert.Single((await ReadAsync(store)).Messages));
    }

    [Fact]
    public async Task A_retry_is_known_after_the_conversation_was_closed()
    {
        var store = await CreateAsync();
        var first = await AppendAsync(store, "a", key: "k1");
        await store.UpdateAsync(Id, new() { IsClosed = true }, Cancellation);

        var retry = await store.AppendAsync(new(Id, An, null, "a", Start, "k1"), Cancellation);

        Assert.Equal(new ChatAppendResult(ChatAppendOutcome.Repeated, first), retry);
    }

    [Fact]
    public async Task A_retry_key_belongs_to_one_author_in_one_conversation()
    {
        var store = await CreateAsync();
        await AppendAsync(store, "a", key: "k1");

        Assert.Equal(2, (await AppendAsync(store, "b", Binh, "k1")).Sequence);
        Assert.Equal(3, (await AppendAsync(store, "c", An, "K1")).Sequence);
        var elsewhere = await store.AppendAsync(new("conv_other", An, null, "d", Start, "k1"), Cancellation);

        Assert.Equal(ChatAppendOutcome.Appended, elsewhere.Outcome);
        Assert.Equal(1, elsewhere.Message?.Sequence);
    }

    [Fact]
    public async Task Concurrent_appends_have_sequences_without_a_gap()
    {
        const int each = 12;
        var store = await CreateAsync();

        var messages = await RunTogetherAsync(Callers, async caller =>
        {
            var own = new List<ChatMessage>();
            for (var i = 0; i < each; i++)
            {
                own.Add(await AppendAsync(store, $"{caller}-{i}", "user_" + caller));
            }

            return own;
        });

        var all = messages.SelectMany(own => own).OrderBy(message => message.Sequence).ToArray();
        Assert.Equal(Enumerable.Range(1, Callers * each).Select(i => (long)i), all.Select(message => message.Sequence));
        Assert.Equal(all.Length, all.Select(message => message.Id).Distinct().Count());
        Assert.All(messages, own => Assert.Equal(own.OrderBy(message => message.Sequence), own));
        var page = await store.ReadAsync(new(Id, null, 0, 100), Cancellation);
        Assert.Equal(all[..100], page.Messages);
    }

    [Fact]
    public async Task Of_concurrent_retries_one_is_appended()
    {
        var store = await CreateAsync();

        var results = await RunTogetherAsync(Callers, async _ =>
            await store.AppendAsync(new(Id, An, null, "a", Start, "k1"), Cancellation));

        Assert.Single(results, result => result.Outcome == ChatAppendOutcome.Appended);
        Assert.Equal(Callers - 1, results.Count(result => result.Outcome == ChatAppendOutcome.Repeated));
        var stored = Assert.Single((await ReadAsync(store)).Messages);
        Assert.All(results, result => Assert.Equal(stored, result.Message));
    }

    [Fact]
    public async Task A_message_that_is_not_there_is_not_found()
    {
        var store = await CreateAsync();
        await AppendAsync(store, "a");

        foreach (var id in (string[])["", "msg_123", "-", "1", "a-0-1", "0-0-0", "9999999999999999999999"])
        {
            Assert.Null(await store.FindMessageAsync(id, Cancellation));
            Assert.Null(await store.ChangeMessageAsync(id, "b", Start, Cancellation));
        }
    }

    [Fact]
    public async Task An_edited_message_has_the_new_text_and_the_time()
    {
        var store = await CreateAsync();
        var message = await AppendAsync(store, "a", key: "k1");
        await AppendAsync(store, "next");

        var edited = await store.ChangeMessageAsync(message.Id, "a longer text", Start.AddSeconds(9), Cancellation);

        Assert.Equal(message with { Text = "a longer text", EditedAt = Start.AddSeconds(9) }, edited);
        Assert.Equal(edited, await store.FindMessageAsync(message.Id, Cancellation));
        Assert.Equal(["a longer text", "next"], (await ReadAsync(store)).Messages.Select(each => each.Text));
    }

    [Fact]
    public async Task A_deleted_message_has_no_text_and_stays_deleted()
    {
        var store = await CreateAsync();
        var message = await AppendAsync(store, "a", key: "k1");

        var deleted = await store.ChangeMessageAsync(message.Id, null, Start.AddSeconds(9), Cancellation);

        Assert.Equal(message with { Text = "", DeletedAt = Start.AddSeconds(9) }, deleted);
        Assert.Equal(deleted, await store.ChangeMessageAsync(message.Id, "again", Start.AddSeconds(10), Cancellation));
        Assert.Equal(deleted, await store.ChangeMessageAsync(message.Id, null, Start.AddSeconds(11), Cancellation));
        Assert.Equal(deleted, await store.FindMessageAsync(message.Id, Cancellation));
        Assert.Equal(deleted, Assert.Single((await ReadAsync(store)).Messages));
    }

    [Fact]
    public async Task Attachments_are_kept_with_their_message()
    {
        var store = await CreateAsync();
        await AppendAsync(store, "before");

        var appended = await store.AppendAsync(new(Id, An, null, "", Start, "k1") { Attachments = Attachments }, Cancellation);
        await AppendAsync(store, "after");

        Assert.Equal(ChatAppendOutcome.Appended, appended.Outcome);
        var messages = (await ReadAsync(store)).Messages;
        Assert.Equal(Attachments, appended.Message?.Attachments);
        Assert.Equal(Attachments, messages[1].Attachments);
        Assert.Equal(Attachments, (await store.FindMessageAsync(messages[1].Id, Cancellation))?.Attachments);
        Assert.Equal("", messages[1].Text);
        Assert.Empty(messages[0].Attachments);
        Assert.Empty(messages[2].Attachments);
    }

    [Fact]
    public async Task An_edit_keeps_the_attachments_and_a_deletion_takes_them()
    {
        var store = await CreateAsync();
        var message = (await store.AppendAsync(new(Id, An, null, "a", Start) { Attachments = Attachments }, Cancellation)).Message!;

        var edited = await store.ChangeMessageAsync(message.Id, "b", Start, Cancellation);
        var deleted = await store.ChangeMessageAsync(message.Id, null, Start, Cancellation);

        Assert.Equal(Attachments, edited?.Attachments);
        Assert.Empty(deleted!.Attachments);
        Assert.Empty(Assert.Single((await ReadAsync(store)).Messages).Attachments);
    }

    [Fact]
    public async Task A_retry_must_have_the_same_attachments()
    {
        var store = await CreateAsync();
        var message = (await store.AppendAsync(new(Id, An, null, "a", Start, "k1") { Attachments = Attachments }, Cancellation)).Message!;
        var plain = await AppendAsync(store, "a", key: "k2");

        Assert.Equal((ChatAppendOutcome.Repeated, message.Id), await RetryAsync("k1", [.. Attachments.Select(each => each with { })]));
        Assert.Equal((ChatAppendOutcome.Conflict, message.Id), await RetryAsync("k1", []));
        Assert.Equal((ChatAppendOutcome.Conflict, message.Id), await RetryAsync("k1", [Attachments[0]]));
        Assert.Equal((ChatAppendOutcome.Conflict, message.Id), await RetryAsync("k1", [Attachments[1], Attachments[0]]));
        Assert.Equal((ChatAppendOutcome.Conflict, message.Id), await RetryAsync("k1", [Attachments[0], Attachments[1] with { Size = 1 }]));
        Assert.Equal((ChatAppendOutcome.Conflict, plain.Id), await RetryAsync("k2", Attachments));

        async Task<(ChatAppendOutcome, string?)> RetryAsync(string key, ChatAttachment[] attachments)
        {
            var result = await store.AppendAsync(new(Id, An, null, "a", Start, key) { Attachments = attachments }, Cancellation);
            return (result.Outcome, result.Message?.Id);
        }
    }

    private static ValueTask<ChatHistoryPage> ReadAsync(IChatStore store) => store.ReadAsync(new(Id, null, null, 100), Cancellation);

    private static async Task<ChatMessage> AppendAsync(IChatStore store, string text, string userId = An, string? key = null)
    {
        var result = await store.AppendAsync(new(Id, userId, null, text, Start, key), Cancellation);
        Assert.Equal(ChatAppendOutcome.Appended, result.Outcome);
        return result.Message!;
    }

    private static void AssertSame(Conversation expected, Conversation? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Participants, actual.Participants);
        Assert.Equal(expected.Participants, actual.Receipts.Select(receipt => receipt.UserId));
        Assert.Equal(expected, actual with { Participants = expected.Participants, Receipts = expected.Receipts });
    }
}
