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
        Assert.Empty(await store.ListByRoomAsync(Room, Cancellation));
        Assert.Empty(await store.ListByUserAsync(User, Cancellation));
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
        Assert.Empty(await store.ListByUserAsync(User, Cancellation));
        Assert.Equal("user_456", Assert.Single(await store.ListByRoomAsync(Room, Cancellation)).UserId);
        Assert.True(await store.GrantAsync(new(Room, User, Start), Cancellation));
    }

    [Fact]
    public async Task Revoking_tells_of_an_expired_grant_too()
    {
        var store = await CreateAsync();
        await store.GrantAsync(new(Room, User, Start, null, Start.AddHours(1)), Cancellation);
        Time.Advance(TimeSpan.FromHours(2));

        Assert.True(await store.RevokeAsync(Room, User, Cancellation));
        Assert.False(await store.RevokeAsync(Room, User, Cancellation));
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

        var byRoom = await store.ListByRoomAsync("order:a", Cancellation);
        var byUser = await store.ListByUserAsync("user_2", Cancellation);

        Assert.Equal(["user_1", "user_2", "user_3"], byRoom.Select(grant => grant.UserId));
        Assert.All(byRoom, grant => Assert.Equal("order:a", grant.Room));
        Assert.Equal(["booking:c", "order:a", "order:b"], byUser.Select(grant => grant.Room));
        Assert.All(byUser, grant => Assert.Equal("user_2", grant.UserId));
        Assert.Empty(await store.ListByRoomAsync("order:none", Cancellation));
        Assert.Empty(await store.ListByUserAsync("user_none", Cancellation));
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
}
