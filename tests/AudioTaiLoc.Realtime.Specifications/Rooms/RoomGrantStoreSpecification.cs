namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IRoomGrantStore"/> does.</summary>
public abstract class RoomGrantStoreSpecification : StoreSpecification
{
    private const string Room = "order:order_123";
    private const string User = "user_123";

    /// <summary>Makes an empty store that goes by <see cref="StoreSpecification.Time"/>.</summary>
    protected abstract ValueTask<IRoomGrantStore> CreateAsync();

    [Fact]
    public async Task A_grant_is_found_as_it_was_given()
    {
        var store = await CreateAsync();
        var grant = new RoomGrant(Room, User, Start, "abc-17", Start.AddHours(1));

        Assert.True(await store.GrantAsync(grant, Cancellation));

        Assert.Equal(grant, await store.FindAsync(Room, User, Cancellation));
    }

    [Fact]
    public async Task A_grant_without_end_has_none()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start), Cancellation);

        Time.Advance(TimeSpan.FromDays(10_000));

        Assert.Equal(new RoomGrant(Room, User, Start), await store.FindAsync(Room, User, Cancellation));
    }

    [Fact]
    public async Task Nothing_is_found_for_another_user_or_room()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start), Cancellation);

        Assert.Null(await store.FindAsync(Room, "user_456", Cancellation));
        Assert.Null(await store.FindAsync("order:order_456", User, Cancellation));
        Assert.Null(await store.FindAsync(Room.ToUpperInvariant(), User, Cancellation));
    }

    [Fact]
    public async Task A_second_grant_changes_only_the_expiry()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start, "abc-17", Start.AddHours(1)), Cancellation);

        Assert.False(await store.GrantAsync(new(Room, User, Start.AddMinutes(5), "abc-99", Start.AddHours(2)), Cancellation));
        Assert.Equal(new RoomGrant(Room, User, Start, "abc-17", Start.AddHours(2)), await store.FindAsync(Room, User, Cancellation));

        Assert.False(await store.GrantAsync(new(Room, User, Start.AddMinutes(6)), Cancellation));
        Assert.Equal(new RoomGrant(Room, User, Start, "abc-17"), await store.FindAsync(Room, User, Cancellation));
    }

    [Fact]
    public async Task A_grant_whose_time_is_over_is_not_found()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start, null, Start.AddHours(1)), Cancellation);

        Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await store.FindAsync(Room, User, Cancellation));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await store.FindAsync(Room, User, Cancellation));
        Assert.Empty(await store.ListByRoomAsync(Room, cancellationToken: Cancellation));
        Assert.Empty(await store.ListByUserAsync(User, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_grant_after_one_that_expired_begins_anew()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start, "abc-17", Start.AddHours(1)), Cancellation);
        Time.Advance(TimeSpan.FromHours(2));
        var anew = new RoomGrant(Room, User, Start.AddHours(2), "abc-99", Start.AddHours(3));

        Assert.True(await store.GrantAsync(anew, Cancellation));

        Assert.Equal(anew, await store.FindAsync(Room, User, Cancellation));
    }

    [Fact]
    public async Task A_revoked_grant_is_gone()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start), Cancellation);
        await store.GrantAsync(new(Room, "user_456", Start), Cancellation);

        Assert.True(await store.RevokeAsync(Room, User, Cancellation));
        Assert.False(await store.RevokeAsync(Room, User, Cancellation));

        Assert.Null(await store.FindAsync(Room, User, Cancellation));
        Assert.Empty(await store.ListByUserAsync(User, cancellationToken: Cancellation));
        Assert.Equal("user_456", Assert.Single(await store.ListByRoomAsync(Room, cancellationToken: Cancellation)).UserId);
        Assert.True(await store.GrantAsync(new(Room, User, Start), Cancellation));
    }

    [Fact]
    public async Task Revoking_a_grant_whose_time_is_over_finds_none()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start, null, Start.AddHours(1)), Cancellation);
        await store.GrantAsync(new(Room, "user_456", Start, null, Start.AddHours(3)), Cancellation);
        Time.Advance(TimeSpan.FromHours(2));

        Assert.False(await store.RevokeAsync(Room, User, Cancellation));
        Assert.Equal([new(Room, "user_456")], await store.RevokeManyAsync([new(Room, User), new(Room, "user_456")], Cancellation));
    }

    [Fact]
    public async Task Many_are_granted_at_once_and_those_that_are_new_are_told()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, "present", Start, "abc-1", Start.AddHours(5)), Cancellation);
        await store.GrantAsync(new(Room, "expired", Start, "abc-1", Start.AddMinutes(1)), Cancellation);
        Time.Advance(TimeSpan.FromHours(1));
        var now = Start.AddHours(1);

        var begun = await store.GrantManyAsync(
            [
                new(Room, "present", now, "abc-9", Start.AddHours(9)),
                new(Room, "expired", now, "abc-9", Start.AddHours(9)),
                new(Room, "new", now, "abc-9"),
                new("booking:1", "new", now, null, Start.AddHours(2)),
            ],
            Cancellation);

        Assert.Equal(
            [new("booking:1", "new"), new(Room, "expired"), new(Room, "new")],
            begun.OrderBy(key => key.Room, StringComparer.Ordinal).ThenBy(key => key.UserId, StringComparer.Ordinal));
        Assert.Equal(
            [
                new(Room, "expired", now, "abc-9", Start.AddHours(9)),
                new(Room, "new", now, "abc-9"),
                new(Room, "present", Start, "abc-1", Start.AddHours(9)),
            ],
            await store.ListByRoomAsync(Room, cancellationToken: Cancellation));
        Assert.Equal(new RoomGrant("booking:1", "new", now, null, Start.AddHours(2)), await store.FindAsync("booking:1", "new", Cancellation));
    }

    [Fact]
    public async Task One_that_is_named_twice_is_granted_once_with_the_later_end()
    {
        var store = await CreateAsync();

        var begun = await store.GrantManyAsync(
            [new(Room, User, Start, "abc-1", Start.AddHours(1)), new(Room, User, Start, "abc-1", Start.AddHours(2))], Cancellation);

        Assert.Equal([new(Room, User)], begun);
        Assert.Equal(Start.AddHours(2), (await store.FindAsync(Room, User, Cancellation))?.ExpiresAt);
    }

    [Fact]
    public async Task Many_are_revoked_at_once_and_those_that_were_there_are_told()
    {
        var store = await CreateAsync();
        await store.GrantManyAsync([.. Enumerable.Range(0, 5).Select(i => new RoomGrant(Room, $"user_{i}", Start))], Cancellation);

        var revoked = await store.RevokeManyAsync(
            [new(Room, "user_1"), new(Room, "user_3"), new(Room, "none"), new("order:none", "user_2"), new(Room, "user_3")], Cancellation);

        Assert.Equal([new(Room, "user_1"), new(Room, "user_3")], revoked.OrderBy(key => key.UserId, StringComparer.Ordinal));
        Assert.Equal(["user_0", "user_2", "user_4"], (await store.ListByRoomAsync(Room, cancellationToken: Cancellation)).Select(grant => grant.UserId));
        Assert.Empty(await store.ListByUserAsync("user_3", cancellationToken: Cancellation));
        Assert.Empty(await store.RevokeManyAsync([new(Room, "user_1")], Cancellation));
    }

    [Fact]
    public async Task Nothing_to_change_changes_nothing()
    {
        var store = await CreateAsync();

        Assert.Empty(await store.GrantManyAsync([], Cancellation));
        Assert.Empty(await store.RevokeManyAsync([], Cancellation));
    }

    [Fact]
    public async Task More_than_a_statement_takes_are_granted_listed_by_pages_and_revoked()
    {
        const int Count = 2345;
        var store = await CreateAsync();
        string[] users = [.. Enumerable.Range(0, Count).Select(i => $"user_{i:00000}")];

        var begun = await store.GrantManyAsync([.. users.Reverse().Select(user => new RoomGrant(Room, user, Start))], Cancellation);
        List<string> listed = [];
        IReadOnlyList<RoomGrant> page;
        do
        {
            page = await store.ListByRoomAsync(Room, listed.LastOrDefault(), 500, Cancellation);
            listed.AddRange(page.Select(grant => grant.UserId));
        }
        while (page.Count == 500);

        Assert.Equal(Count, begun.Count);
        Assert.Equal(users, listed);
        Assert.Equal(Count, (await store.RevokeManyAsync([.. users.Select(user => new RoomGrantKey(Room, user))], Cancellation)).Count);
        Assert.Empty(await store.ListByRoomAsync(Room, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_page_begins_after_the_one_before_and_passes_over_what_is_over()
    {
        var store = await CreateAsync();
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            DateTimeOffset? end = name == "c" ? Start.AddMinutes(1) : null;
            await store.GrantAsync(new(Room, name, Start, null, end), Cancellation);
            await store.GrantAsync(new("order:" + name, User, Start, null, end), Cancellation);
        }

        Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["a", "b"], (await store.ListByRoomAsync(Room, null, 2, Cancellation)).Select(grant => grant.UserId));
        Assert.Equal(["d", "e"], (await store.ListByRoomAsync(Room, "b", 2, Cancellation)).Select(grant => grant.UserId));
        Assert.Empty(await store.ListByRoomAsync(Room, "e", 2, Cancellation));
        Assert.Equal(["order:a", "order:b"], (await store.ListByUserAsync(User, null, 2, Cancellation)).Select(grant => grant.Room));
        Assert.Equal(["order:d", "order:e"], (await store.ListByUserAsync(User, "order:b", 2, Cancellation)).Select(grant => grant.Room));
        Assert.Equal(["order:b", "order:d"], (await store.ListByUserAsync(User, "order:aa", 2, Cancellation)).Select(grant => grant.Room));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_has_a_bound(int limit)
    {
        var store = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ListByRoomAsync(Room, null, limit, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ListByUserAsync(User, null, limit, Cancellation));
    }

    [Fact]
    public async Task Concurrent_changes_of_the_same_many_neither_fail_nor_tell_twice()
    {
        var store = await CreateAsync();
        string[] users = [.. Enumerable.Range(0, 20).Select(i => $"user_{i:00}")];

        // Each in an order of its own, which must not become the order of locks.
        var begun = await RunTogetherAsync(Callers, async caller => await store.GrantManyAsync(
            [.. Shuffle(users, caller).Select(user => new RoomGrant(Room, user, Start))], Cancellation));
        var revoked = await RunTogetherAsync(Callers, async caller => await store.RevokeManyAsync(
            [.. Shuffle(users, caller).Select(user => new RoomGrantKey(Room, user))], Cancellation));

        Assert.Equal(users, begun.SelectMany(own => own).Select(key => key.UserId).Order(StringComparer.Ordinal));
        Assert.Equal(users, revoked.SelectMany(own => own).Select(key => key.UserId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lists_are_in_order()
    {
        var store = await CreateAsync();
        foreach (var room in (string[])["order:b", "booking:c", "order:a"])
        {
            foreach (var user in (string[])["user_3", "user_1", "user_2"])
            {
                await store.GrantAsync(new(room, user, Start), Cancellation);
            }
        }

        var byRoom = await store.ListByRoomAsync("order:a", cancellationToken: Cancellation);
        var byUser = await store.ListByUserAsync("user_2", cancellationToken: Cancellation);

        Assert.Equal(["user_1", "user_2", "user_3"], byRoom.Select(grant => grant.UserId));
        Assert.All(byRoom, grant => Assert.Equal("order:a", grant.Room));
        Assert.Equal(["booking:c", "order:a", "order:b"], byUser.Select(grant => grant.Room));
        Assert.All(byUser, grant => Assert.Equal("user_2", grant.UserId));
        Assert.Empty(await store.ListByRoomAsync("order:none", cancellationToken: Cancellation));
        Assert.Empty(await store.ListByUserAsync("user_none", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Of_concurrent_grants_one_is_the_first()
    {
        var store = await CreateAsync();

        var first = await RunTogetherAsync(Callers, async caller =>
            await store.GrantAsync(new(Room, User, Start.AddSeconds(caller), "abc-" + caller), Cancellation));

        Assert.Single(first, isFirst => isFirst);
        var winner = Array.IndexOf(first, true);
        Assert.Equal(new RoomGrant(Room, User, Start.AddSeconds(winner), "abc-" + winner), await store.FindAsync(Room, User, Cancellation));
    }

    [Fact]
    public async Task Of_concurrent_revokes_one_finds_the_grant()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start), Cancellation);

        var found = await RunTogetherAsync(Callers, async _ => await store.RevokeAsync(Room, User, Cancellation));

        Assert.Single(found, isFound => isFound);
    }

    private static string[] Shuffle(string[] users, int seed)
    {
        string[] shuffled = [.. users];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
