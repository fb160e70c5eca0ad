namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="ISessionStore"/> does.</summary>
public abstract class SessionStoreSpecification : StoreSpecification
{
    private static readonly DateTimeOffset Expiry = Start.AddMinutes(2);

    /// <summary>Makes an empty store that goes by <see cref="StoreSpecification.Time"/> and keeps at most a number of sessions.</summary>
    protected abstract ValueTask<ISessionStore> CreateAsync(int maximumCount);

    [Fact]
    public async Task A_session_is_given_out_as_it_was_saved_and_once()
    {
        var store = await CreateAsync(10);
        var saved = Session("s1") with { Resumptions = 3 };
        await store.SaveAsync(saved, Cancellation);

        var claimed = await store.ClaimAsync("s1", "user_123", Cancellation);

        Assert.NotNull(claimed);
        Assert.Equal(saved.Rooms, claimed.Rooms);
        Assert.Equal(saved, claimed with { Rooms = saved.Rooms });
        Assert.Null(await store.ClaimAsync("s1", "user_123", Cancellation));
    }

    [Fact]
    public async Task A_guests_session_is_a_guests()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1", null), Cancellation);

        Assert.Null(await store.ClaimAsync("s1", "user_123", Cancellation));
        Assert.Null((await store.ClaimAsync("s1", null, Cancellation))!.UserId);
    }

    [Fact]
    public async Task Another_users_session_is_not_given_out_and_stays()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1"), Cancellation);

        Assert.Null(await store.ClaimAsync("s1", "user_456", Cancellation));
        Assert.Null(await store.ClaimAsync("s1", null, Cancellation));
        Assert.NotNull(await store.ClaimAsync("s1", "user_123", Cancellation));
    }

    [Fact]
    public async Task A_session_ends_when_it_expires()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1"), Cancellation);
        await store.SaveAsync(Session("s2"), Cancellation);

        Time.SetUtcNow(Expiry.AddMilliseconds(-1));
        Assert.NotNull(await store.ClaimAsync("s1", "user_123", Cancellation));
        Time.SetUtcNow(Expiry);
        Assert.Null(await store.ClaimAsync("s2", "user_123", Cancellation));
    }

    [Fact]
    public async Task A_session_that_is_saved_again_replaces_the_old_one()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1"), Cancellation);
        await store.SaveAsync(Session("s1") with { DetachedAt = "epoch-99" }, Cancellation);

        Assert.Equal("epoch-99", (await store.ClaimAsync("s1", "user_123", Cancellation))!.DetachedAt);
        Assert.Null(await store.ClaimAsync("s1", "user_123", Cancellation));
    }

    [Fact]
    public async Task Who_held_it_before_it_was_resumed_changes_nothing_any_more()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1") with { Resumptions = 2, DetachedAt = "epoch-99" }, Cancellation);

        await store.SaveAsync(Session("s1") with { Resumptions = 1 }, Cancellation);
        await store.SaveAsync(Session("s1") with { Resumptions = 1, ExpiresAt = Start }, Cancellation);

        Assert.Equal("epoch-99", (await store.ClaimAsync("s1", "user_123", Cancellation))!.DetachedAt);
        // Nobody holds it more rightfully now.
        await store.SaveAsync(Session("s1") with { Resumptions = 1 }, Cancellation);
        Assert.NotNull(await store.ClaimAsync("s1", "user_123", Cancellation));
    }

    [Fact]
    public async Task One_that_is_saved_as_over_is_dropped()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1"), Cancellation);

        await store.SaveAsync(Session("s1") with { Resumptions = 1, ExpiresAt = Start }, Cancellation);

        Assert.Null(await store.ClaimAsync("s1", "user_123", Cancellation));
    }

    [Fact]
    public async Task Over_the_bound_the_oldest_give_way()
    {
        var store = await CreateAsync(3);
        for (var i = 0; i < 5; i++)
        {
            await store.SaveAsync(Session("s" + i) with { ExpiresAt = Expiry.AddSeconds(i) }, Cancellation);
        }

        var found = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            if (await store.ClaimAsync("s" + i, "user_123", Cancellation) is { } session)
            {
                found.Add(session.Id);
            }
        }

        Assert.Equal(["s2", "s3", "s4"], found);
    }

    [Fact]
    public async Task Removing_a_user_drops_all_of_the_users_sessions()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1"), Cancellation);
        await store.SaveAsync(Session("s2"), Cancellation);
        await store.SaveAsync(Session("s3", "user_456"), Cancellation);

        await store.RemoveUserAsync("user_123", Cancellation);
        await store.RemoveUserAsync("user_none", Cancellation);

        Assert.Null(await store.ClaimAsync("s1", "user_123", Cancellation));
        Assert.Null(await store.ClaimAsync("s2", "user_123", Cancellation));
        Assert.NotNull(await store.ClaimAsync("s3", "user_456", Cancellation));
    }

    [Fact]
    public async Task Of_concurrent_claimers_one_gets_the_session()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1"), Cancellation);

        var claimed = await RunTogetherAsync(Callers, async _ => await store.ClaimAsync("s1", "user_123", Cancellation));

        Assert.Single(claimed, session => session is not null);
    }

    [Fact]
    public async Task A_store_that_outlives_its_node_renews_sessions_and_names_those_it_lacks()
    {
        var store = await CreateAsync(10);
        await store.SaveAsync(Session("s1"), Cancellation);
        if (!store.OutlivesNode)
        {
            Assert.Empty(await store.RenewAsync(["s1"], Expiry.AddMinutes(1), Cancellation));
            return;
        }

        Assert.Equal(["s2"], await store.RenewAsync(["s1", "s2"], Expiry.AddMinutes(1), Cancellation));

        Time.SetUtcNow(Expiry);
        Assert.Equal(Expiry.AddMinutes(1), (await store.ClaimAsync("s1", "user_123", Cancellation))!.ExpiresAt);
    }

    private static ResumableSession Session(string id, string? userId = "user_123") => new(
        id, "c-" + id, userId, "epoch-3", "epoch-17", [new SessionRoom("order:order_123", "epoch-5"), new SessionRoom("product:prod_123", "epoch-7")], Expiry);
}
