using System.Text;

namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="INotificationInbox"/> does.</summary>
public abstract class NotificationInboxSpecification : StoreSpecification
{
    private const string User = "user_123";

    /// <summary>Makes an empty inbox that keeps so many notifications of a user and goes by <see cref="StoreSpecification.Time"/>.</summary>
    protected abstract ValueTask<INotificationInbox> CreateAsync(int maxPerUser);

    [Fact]
    public async Task A_notification_is_listed_as_it_was_added()
    {
        var inbox = await CreateAsync(10);
        await inbox.AddAsync(New("n1"), Cancellation);

        var listed = Assert.Single(await inbox.ListAsync(User, 10, Cancellation));

        Assert.Equal("n1", listed.Id);
        Assert.Equal(User, listed.UserId);
        Assert.Equal("""{"message":"n1"}""", Encoding.UTF8.GetString(listed.NotificationJson.Span));
        Assert.Equal(Start, listed.CreatedAt);
        Assert.Equal(Start.AddHours(1), listed.ExpiresAt);
        Assert.False(listed.IsRead);
    }

    [Fact]
    public async Task Each_user_has_an_inbox_of_ones_own()
    {
        var inbox = await CreateAsync(10);
        await inbox.AddAsync(New("n1"), Cancellation);
        await inbox.AddAsync(New("n2") with { UserId = "user_456" }, Cancellation);

        Assert.Equal(["n1"], await IdsAsync(inbox, User));
        Assert.Equal(["n2"], await IdsAsync(inbox, "user_456"));
        Assert.Empty(await IdsAsync(inbox, "user_789"));
        Assert.Equal(0, await inbox.CountUnreadAsync("user_789", Cancellation));
    }

    [Fact]
    public async Task The_newest_come_first_and_no_more_than_asked_for()
    {
        var inbox = await CreateAsync(10);
        await inbox.AddAsync(New("n1", 1), Cancellation);
        await inbox.AddAsync(New("n3", 3), Cancellation);
        await inbox.AddAsync(New("n2", 2), Cancellation);

        Assert.Equal(["n3", "n2", "n1"], await IdsAsync(inbox, User));
        Assert.Equal(["n3", "n2"], await IdsAsync(inbox, User, 2));
    }

    [Fact]
    public async Task Over_the_bound_the_oldest_give_way()
    {
        var inbox = await CreateAsync(3);
        await inbox.AddAsync(New("other") with { UserId = "user_456" }, Cancellation);
        for (var i = 1; i <= 5; i++)
        {
            await inbox.AddAsync(New("n" + i, i), Cancellation);
        }

        Assert.Equal(["n5", "n4", "n3"], await IdsAsync(inbox, User));
        Assert.Equal(3, await inbox.CountUnreadAsync(User, Cancellation));
        Assert.Equal(["other"], await IdsAsync(inbox, "user_456"));
    }

    [Fact]
    public async Task What_has_expired_is_dropped()
    {
        var inbox = await CreateAsync(10);
        await inbox.AddAsync(New("long", 1) with { ExpiresAt = Start.AddHours(2) }, Cancellation);
        await inbox.AddAsync(New("short", 2) with { ExpiresAt = Start.AddHours(1) }, Cancellation);

        Time.SetUtcNow(Start.AddHours(1).AddSeconds(-1));
        Assert.Equal(["short", "long"], await IdsAsync(inbox, User));
        Time.SetUtcNow(Start.AddHours(1));

        Assert.Equal(["long"], await IdsAsync(inbox, User));
        Assert.Equal(1, await inbox.CountUnreadAsync(User, Cancellation));
        Time.SetUtcNow(Start.AddHours(2));
        Assert.Empty(await IdsAsync(inbox, User));
        Assert.Equal(0, await inbox.CountUnreadAsync(User, Cancellation));
    }

    [Fact]
    public async Task What_has_expired_takes_no_place_within_the_bound()
    {
        var inbox = await CreateAsync(2);
        await inbox.AddAsync(New("long", 1) with { ExpiresAt = Start.AddHours(2) }, Cancellation);
        await inbox.AddAsync(New("short", 2), Cancellation);
        Time.SetUtcNow(Start.AddHours(1));

        await inbox.AddAsync(New("new", 3600) with { ExpiresAt = Start.AddHours(2) }, Cancellation);

        Assert.Equal(["new", "long"], await IdsAsync(inbox, User));
    }

    [Fact]
    public async Task Marked_notifications_are_read_and_stay()
    {
        var inbox = await CreateAsync(10);
        await inbox.AddAsync(New("n1", 1), Cancellation);
        await inbox.AddAsync(New("n2", 2), Cancellation);
        await inbox.AddAsync(New("n3", 3), Cancellation);

        await inbox.MarkReadAsync(User, ["n1", "n3"], Cancellation);
        await inbox.MarkReadAsync(User, ["n1"], Cancellation);

        Assert.Equal(1, await inbox.CountUnreadAsync(User, Cancellation));
        Assert.Equal([true, false, true], (await inbox.ListAsync(User, 10, Cancellation)).Select(listed => listed.IsRead));
    }

    [Fact]
    public async Task Ids_that_are_not_the_users_are_passed_over()
    {
        var inbox = await CreateAsync(10);
        await inbox.AddAsync(New("n1"), Cancellation);
        await inbox.AddAsync(New("n2") with { UserId = "user_456" }, Cancellation);

        await inbox.MarkReadAsync(User, ["n2", "none", "n1"], Cancellation);
        await inbox.MarkReadAsync("user_789", ["n2"], Cancellation);
        await inbox.MarkReadAsync("user_456", [], Cancellation);

        Assert.Equal(0, await inbox.CountUnreadAsync(User, Cancellation));
        Assert.Equal(1, await inbox.CountUnreadAsync("user_456", Cancellation));
    }

    [Fact]
    public async Task An_id_that_the_user_has_already_changes_nothing()
    {
        var inbox = await CreateAsync(2);
        await inbox.AddAsync(New("n1", 1), Cancellation);
        await inbox.AddAsync(New("n2", 2), Cancellation);
        await inbox.MarkReadAsync(User, ["n1"], Cancellation);

        await inbox.AddAsync(New("other", 3) with { Id = "n1", ExpiresAt = Start.AddHours(9) }, Cancellation);
        await inbox.AddAsync(New("n1") with { UserId = "user_456" }, Cancellation);

        var listed = await inbox.ListAsync(User, 10, Cancellation);
        Assert.Equal(["n2", "n1"], listed.Select(each => each.Id));
        Assert.Equal("""{"message":"n1"}""", Encoding.UTF8.GetString(listed[1].NotificationJson.Span));
        Assert.Equal((Start.AddSeconds(1), Start.AddHours(1), true), (listed[1].CreatedAt, listed[1].ExpiresAt, listed[1].IsRead));
        Assert.Equal(1, await inbox.CountUnreadAsync(User, Cancellation));
        Assert.Equal(["n1"], await IdsAsync(inbox, "user_456"));
    }

    [Fact]
    public async Task Many_are_kept_as_each_alone_would_be()
    {
        var inbox = await CreateAsync(2);
        await inbox.AddAsync(New("old", 1), Cancellation);
        await inbox.AddAsync(New("n1") with { UserId = "user_456" }, Cancellation);
        await inbox.AddAsync(New("n1") with { UserId = "user_789", ExpiresAt = Start.AddMinutes(1) }, Cancellation);
        await inbox.MarkReadAsync("user_456", ["n1"], Cancellation);
        Time.SetUtcNow(Start.AddMinutes(1));

        await inbox.AddManyAsync(
            [
                New("n3", 3),
                New("n2", 2) with { IsRead = true },
                New("n1", 4) with { UserId = "user_456" },
                New("n1", 4) with { UserId = "user_789" },
                New("n1", 5) with { UserId = "user_1" },
                New("n1", 6) with { UserId = "user_1" },
            ],
            Cancellation);
        await inbox.AddManyAsync([], Cancellation);

        Assert.Equal(["n3", "n2"], await IdsAsync(inbox, User));
        Assert.Equal(1, await inbox.CountUnreadAsync(User, Cancellation));
        Assert.Equal((Start, true), Assert.Single((await inbox.ListAsync("user_456", 10, Cancellation)).Select(each => (each.CreatedAt, each.IsRead))));
        Assert.Equal([Start.AddSeconds(4)], (await inbox.ListAsync("user_789", 10, Cancellation)).Select(each => each.CreatedAt));
        Assert.Equal([Start.AddSeconds(5)], (await inbox.ListAsync("user_1", 10, Cancellation)).Select(each => each.CreatedAt));
    }

    [Fact]
    public async Task One_for_very_many_users_is_in_the_inbox_of_each()
    {
        const int count = 1234;
        var inbox = await CreateAsync(2);
        var json = """{"message":"to all"}"""u8.ToArray();
        for (var round = 1; round <= 3; round++)
        {
            await inbox.AddManyAsync(
                [.. Enumerable.Range(1, count).Select(i => new InboxNotification($"n{round}-{i}", "user_" + i, json, Start.AddSeconds(round), Start.AddHours(1)))],
                Cancellation);
        }

        foreach (var i in new[] { 1, 2, 500, 501, 999, 1000, count })
        {
            var listed = await inbox.ListAsync("user_" + i, 10, Cancellation);
            Assert.Equal([$"n3-{i}", $"n2-{i}"], listed.Select(each => each.Id));
            Assert.All(listed, each => Assert.Equal(json, each.NotificationJson.ToArray()));
        }
    }

    [Fact]
    public async Task Concurrent_additions_of_many_to_the_same_users_are_all_made()
    {
        const int count = 50;
        var inbox = await CreateAsync(4);

        await RunTogetherAsync(Callers, async caller =>
        {
            var users = Enumerable.Range(1, count).Select(i => "user_" + i);
            await inbox.AddManyAsync([.. (caller % 2 == 0 ? users : users.Reverse()).Select(user => New("n" + caller, caller) with { UserId = user })], Cancellation);
            return caller;
        });

        for (var i = 1; i <= count; i++)
        {
            Assert.Equal(["n15", "n14", "n13", "n12"], await IdsAsync(inbox, "user_" + i));
        }
    }

    [Fact]
    public async Task An_id_whose_notification_has_expired_is_free_again()
    {
        var inbox = await CreateAsync(10);
        await inbox.AddAsync(New("n1") with { IsRead = true }, Cancellation);
        Time.SetUtcNow(Start.AddHours(1));

        await inbox.AddAsync(New("again", 3600) with { Id = "n1", ExpiresAt = Start.AddHours(2) }, Cancellation);

        var listed = Assert.Single(await inbox.ListAsync(User, 10, Cancellation));
        Assert.Equal("""{"message":"again"}""", Encoding.UTF8.GetString(listed.NotificationJson.Span));
        Assert.Equal((Start.AddHours(1), Start.AddHours(2), false), (listed.CreatedAt, listed.ExpiresAt, listed.IsRead));
    }

    [Fact]
    public async Task Of_concurrent_additions_of_one_id_one_is_kept()
    {
        var inbox = await CreateAsync(10);

        await RunTogetherAsync(Callers, async caller =>
        {
            await inbox.AddAsync(New("n1", caller), Cancellation);
            return caller;
        });

        Assert.Equal(["n1"], await IdsAsync(inbox, User));
    }

    [Fact]
    public async Task A_notification_may_be_added_as_read()
    {
        var inbox = await CreateAsync(10);

        await inbox.AddAsync(New("n1") with { IsRead = true }, Cancellation);

        Assert.Equal(0, await inbox.CountUnreadAsync(User, Cancellation));
    }

    [Fact]
    public async Task Concurrent_additions_are_all_kept_up_to_the_bound()
    {
        const int each = 10;
        var inbox = await CreateAsync(Callers * each / 2);

        await RunTogetherAsync(Callers, async caller =>
        {
            for (var i = 0; i < each; i++)
            {
                await inbox.AddAsync(New($"n{caller}-{i}", i), Cancellation);
            }

            return caller;
        });

        var ids = (await IdsAsync(inbox, User, Callers * each)).ToArray();
        Assert.Equal(Callers * each / 2, ids.Length);
        Assert.Equal(ids, ids.Distinct());
        Assert.Equal(ids.Length, await inbox.CountUnreadAsync(User, Cancellation));
    }

    private static InboxNotification New(string id, int second = 0) => new(
        id, User, Encoding.UTF8.GetBytes($$"""{"message":"{{id}}"}"""), Start.AddSeconds(second), Start.AddHours(1));

    private static async Task<IEnumerable<string>> IdsAsync(INotificationInbox inbox, string userId, int limit = 100) =>
        (await inbox.ListAsync(userId, limit, Cancellation)).Select(listed => listed.Id);
}
