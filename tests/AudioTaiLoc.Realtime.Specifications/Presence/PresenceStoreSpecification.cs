namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IPresenceStore"/> does.</summary>
public abstract class PresenceStoreSpecification : StoreSpecification
{
    private static readonly DateTimeOffset Expiry = Start.AddMinutes(1);

    /// <summary>Makes an empty store that goes by <see cref="StoreSpecification.Time"/>.</summary>
    protected abstract ValueTask<IPresenceStore> CreateAsync();

    [Fact]
    public async Task The_first_connection_brings_a_user_online_and_after_the_last_the_user_may_leave()
    {
        var store = await CreateAsync();

        Assert.True(await store.ConnectAsync(Lease("c1", "user_123"), Cancellation));
        Assert.False(await store.ConnectAsync(Lease("c2", "user_123", "node2"), Cancellation));
        Assert.True(await store.ConnectAsync(Lease("c3", "user_456"), Cancellation));

        Assert.False(await store.DisconnectAsync("user_123", "c1", Start, Cancellation));
        Assert.False(await store.LeaveAsync("user_123", Start, Cancellation));
        Assert.True(await store.DisconnectAsync("user_123", "c2", Start, Cancellation));
        Assert.True(await store.LeaveAsync("user_123", Start, Cancellation));
        Assert.False(await store.LeaveAsync("user_123", Start, Cancellation));
        Assert.True(await store.ConnectAsync(Lease("c4", "user_123"), Cancellation));
    }

    [Fact]
    public async Task Who_lost_the_last_connection_is_online_until_the_time_is_over_and_the_user_leaves()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);

        Assert.True(await store.DisconnectAsync("user_123", "c1", Start.AddSeconds(5), Cancellation));
        Assert.Empty(await store.ReapAsync(Start.AddSeconds(4), Cancellation));
        Assert.False(await store.LeaveAsync("user_123", Start.AddSeconds(4), Cancellation));
        Assert.Equal(["user_123"], await store.ReapAsync(Start.AddSeconds(5), Cancellation));
        Assert.Equal([new PresenceUser("user_123", 0, Start)], await store.ListAsync(Cancellation));
        var stats = await store.GetStatsAsync(Cancellation);
        Assert.Equal((1, 0, 0), (stats.ConnectedUsers, stats.Connections, stats.Nodes.Count));

        Assert.True(await store.LeaveAsync("user_123", Start.AddSeconds(5), Cancellation));
        Assert.Empty(await store.ReapAsync(Start.AddSeconds(9), Cancellation));
        Assert.Empty(await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Who_comes_back_in_time_has_not_left()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.DisconnectAsync("user_123", "c1", Start.AddSeconds(5), Cancellation);
        Assert.Equal(["user_123"], await store.ReapAsync(Start.AddSeconds(6), Cancellation));

        Assert.False(await store.ConnectAsync(Lease("c2", "user_123", "node2") with { ConnectedAt = Start.AddSeconds(6) }, Cancellation));

        Assert.False(await store.LeaveAsync("user_123", Start.AddSeconds(6), Cancellation));
        Assert.Empty(await store.ReapAsync(Start.AddSeconds(6), Cancellation));
        Assert.Equal([new PresenceUser("user_123", 1, Start.AddSeconds(6))], await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task The_latest_time_that_was_given_counts()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c3", "user_456", "dead"), Cancellation);
        await store.ConnectAsync(Lease("c4", "user_456"), Cancellation);

        await store.DisconnectAsync("user_123", "c1", Start.AddSeconds(9), Cancellation);
        await store.DisconnectAsync("user_123", "c2", Start.AddSeconds(5), Cancellation);
        // The last connection to end is one whose node is long gone: the time that the living one was given counts all the same.
        await store.DisconnectAsync("user_456", "c4", Expiry.AddSeconds(3), Cancellation);

        Assert.Empty(await store.ReapAsync(Start.AddSeconds(8), Cancellation));
        Assert.Equal(["user_123"], await store.ReapAsync(Expiry, Cancellation));
        Assert.False(await store.LeaveAsync("user_456", Expiry.AddSeconds(2), Cancellation));
        Assert.True(await store.LeaveAsync("user_456", Expiry.AddSeconds(3), Cancellation));
    }

    [Fact]
    public async Task Who_lost_one_of_several_connections_does_not_leave_when_the_time_is_over()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_123"), Cancellation);
        await store.DisconnectAsync("user_123", "c1", Start.AddSeconds(5), Cancellation);

        Assert.Empty(await store.ReapAsync(Start.AddSeconds(6), Cancellation));
        Assert.False(await store.LeaveAsync("user_123", Start.AddSeconds(6), Cancellation));

        await store.DisconnectAsync("user_123", "c2", Start.AddSeconds(7), Cancellation);
        Assert.Equal(["user_123"], await store.ReapAsync(Start.AddSeconds(7), Cancellation));
    }

    [Fact]
    public async Task Removing_a_connection_that_is_not_there_changes_nothing()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);

        Assert.False(await store.DisconnectAsync("user_123", "c2", Start, Cancellation));
        Assert.False(await store.DisconnectAsync("user_456", "c1", Start, Cancellation));
        Assert.False(await store.LeaveAsync("user_456", Start, Cancellation));
        Assert.Single(await store.ListAsync(Cancellation));

        Assert.True(await store.DisconnectAsync("user_123", "c1", Start, Cancellation));
        Assert.False(await store.DisconnectAsync("user_123", "c1", Start.AddSeconds(5), Cancellation));
        Assert.True(await store.LeaveAsync("user_123", Start, Cancellation));
    }

    [Fact]
    public async Task Adding_a_connection_again_counts_it_once()
    {
        var store = await CreateAsync();

        Assert.True(await store.ConnectAsync(Lease("c1", "user_123"), Cancellation));
        Assert.False(await store.ConnectAsync(Lease("c1", "user_123"), Cancellation));

        Assert.Equal(1, Assert.Single(await store.ListAsync(Cancellation)).ConnectionCount);
        Assert.True(await store.DisconnectAsync("user_123", "c1", Start, Cancellation));
    }

    [Fact]
    public async Task A_connection_of_another_user_is_refused()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);

        await Assert.ThrowsAsync<ArgumentException>(async () => await store.ConnectAsync(Lease("c1", "user_456"), Cancellation));

        Assert.Equal([new PresenceUser("user_123", 1, Start)], await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Of_concurrent_callers_one_is_told_that_a_user_came_and_one_that_the_user_went()
    {
        var store = await CreateAsync();

        var came = await RunTogetherAsync(Callers, async caller =>
            await store.ConnectAsync(Lease("c" + caller, "user_123", "node" + (caller % 2)), Cancellation));
        var lost = await RunTogetherAsync(Callers, async caller =>
            await store.DisconnectAsync("user_123", "c" + caller, Start, Cancellation));
        var went = await RunTogetherAsync(Callers, async caller => await store.LeaveAsync("user_123", Start, Cancellation));

        Assert.Single(came, isFirst => isFirst);
        Assert.Single(lost, isLast => isLast);
        Assert.Single(went, isOut => isOut);
        Assert.Empty(await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Coming_and_going_are_told_in_equal_number()
    {
        var store = await CreateAsync();

        var told = await RunTogetherAsync(Callers, async caller =>
        {
            var balance = 0;
            for (var i = 0; i < 20; i++)
            {
                balance += await store.ConnectAsync(Lease("c" + caller, "user_123"), Cancellation) ? 1 : 0;
                await store.DisconnectAsync("user_123", "c" + caller, Start, Cancellation);
                balance -= await store.LeaveAsync("user_123", Start, Cancellation) ? 1 : 0;
            }

            return balance;
        });

        Assert.Equal(0, told.Sum());
        Assert.Empty(await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Users_are_listed_by_id_with_their_connections()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_456") with { ConnectedAt = Start.AddSeconds(3) }, Cancellation);
        await store.ConnectAsync(Lease("c2", "user_123") with { ConnectedAt = Start.AddSeconds(2) }, Cancellation);
        await store.ConnectAsync(Lease("c3", "user_123", "node2") with { ConnectedAt = Start.AddSeconds(1) }, Cancellation);

        Assert.Equal(
            [new PresenceUser("user_123", 2, Start.AddSeconds(1)), new PresenceUser("user_456", 1, Start.AddSeconds(3))],
            await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Reaping_removes_leases_that_ran_out()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_123") with { ExpiresAt = Expiry.AddMinutes(1) }, Cancellation);
        await store.ConnectAsync(Lease("c3", "user_456"), Cancellation);
        await store.ConnectAsync(Lease("c4", "user_456"), Cancellation);

        Assert.Empty(await store.ReapAsync(Expiry.AddSeconds(-1), Cancellation));
        Assert.Equal(["user_456"], await store.ReapAsync(Expiry, Cancellation));
        Assert.True(await store.LeaveAsync("user_456", Expiry, Cancellation));
        Assert.Empty(await store.ReapAsync(Expiry, Cancellation));

        Assert.Equal(new PresenceUser("user_123", 1, Start), Assert.Single(await store.ListAsync(Cancellation)));
        Assert.False(await store.DisconnectAsync("user_456", "c3", Expiry, Cancellation));
        Assert.True(await store.ConnectAsync(Lease("c5", "user_456") with { ExpiresAt = Expiry.AddMinutes(1) }, Cancellation));
    }

    [Fact]
    public async Task A_user_whose_lease_ran_out_unreaped_has_not_gone_and_does_not_come_again()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);

        Assert.False(await store.ConnectAsync(Lease("c2", "user_123") with { ExpiresAt = Expiry.AddMinutes(9) }, Cancellation));
        Assert.Empty(await store.ReapAsync(Expiry.AddMinutes(5), Cancellation));

        Assert.Equal(1, Assert.Single(await store.ListAsync(Cancellation)).ConnectionCount);
    }

    [Fact]
    public async Task Of_concurrent_reapers_one_is_told_who_went()
    {
        var store = await CreateAsync();
        string[] users = [.. Enumerable.Range(0, 50).Select(i => $"user_{i:00}")];
        foreach (var user in users)
        {
            await store.ConnectAsync(Lease("c1-" + user, user), Cancellation);
            await store.ConnectAsync(Lease("c2-" + user, user), Cancellation);
        }

        var told = await RunTogetherAsync(Callers, _ => LeaveAllAsync(store, Expiry));

        Assert.Equal(users, told.SelectMany(gone => gone).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Renewing_renews_all_leases_of_a_node_and_counts_them()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123", "node1"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_456", "node1"), Cancellation);
        await store.ConnectAsync(Lease("c3", "user_789", "node2"), Cancellation);

        Assert.Equal(2, await store.RenewAsync("node1", Expiry.AddMinutes(1), Cancellation));
        Assert.Equal(0, await store.RenewAsync("node3", Expiry.AddMinutes(1), Cancellation));

        Assert.Equal(["user_789"], await LeaveAllAsync(store, Expiry));
        Assert.Equal(0, await store.RenewAsync("node2", Expiry.AddMinutes(1), Cancellation));
        Assert.Equal(["user_123", "user_456"], (await LeaveAllAsync(store, Expiry.AddMinutes(1))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stats_count_users_once_and_connections_by_node()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123", "node2"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_123", "node1"), Cancellation);
        await store.ConnectAsync(Lease("c3", "user_456", "node2"), Cancellation);

        var stats = await store.GetStatsAsync(Cancellation);

        Assert.Equal(2, stats.ConnectedUsers);
        Assert.Equal(3, stats.Connections);
        Assert.Equal([new NodeStats("node1", 1), new NodeStats("node2", 2)], stats.Nodes);

        await store.DisconnectAsync("user_123", "c2", Start, Cancellation);
        stats = await store.GetStatsAsync(Cancellation);

        Assert.Equal(2, stats.ConnectedUsers);
        Assert.Equal(2, stats.Connections);
        Assert.Equal([new NodeStats("node2", 2)], stats.Nodes);
    }

    [Fact]
    public async Task An_empty_store_has_nobody()
    {
        var store = await CreateAsync();
        var stats = await store.GetStatsAsync(Cancellation);

        Assert.Empty(await store.ListAsync(Cancellation));
        Assert.Empty(await store.ReapAsync(Expiry, Cancellation));
        Assert.Equal(0, stats.ConnectedUsers);
        Assert.Equal(0, stats.Connections);
        Assert.Empty(stats.Nodes);
    }

    [Fact]
    public async Task Viewers_of_a_product_are_users_not_connections()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c3", "user_456"), Cancellation);

        Assert.Equal(1, await store.SetViewingAsync("c1", "prod_123", Cancellation));
        Assert.Equal(1, await store.SetViewingAsync("c1", "prod_123", Cancellation));
        Assert.Equal(1, await store.SetViewingAsync("c2", "prod_123", Cancellation));
        Assert.Equal(2, await store.SetViewingAsync("c3", "prod_123", Cancellation));
        Assert.Equal(0, await store.SetViewingAsync("c1", null, Cancellation));
        Assert.Equal(2, await store.SetViewingAsync("c3", "prod_123", Cancellation));
        Assert.Equal(0, await store.SetViewingAsync("c2", null, Cancellation));
        Assert.Equal(1, await store.SetViewingAsync("c3", "prod_123", Cancellation));
    }

    [Fact]
    public async Task A_connection_looks_at_one_product_at_a_time()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_456"), Cancellation);
        await store.SetViewingAsync("c1", "prod_123", Cancellation);

        Assert.Equal(1, await store.SetViewingAsync("c1", "prod_456", Cancellation));

        Assert.Equal(1, await store.SetViewingAsync("c2", "prod_123", Cancellation));
    }

    [Fact]
    public async Task Viewing_ends_with_the_connection()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.ConnectAsync(Lease("c2", "user_456") with { ExpiresAt = Expiry.AddMinutes(9) }, Cancellation);
        await store.ConnectAsync(Lease("c3", "user_789"), Cancellation);
        await store.SetViewingAsync("c1", "prod_123", Cancellation);
        await store.SetViewingAsync("c3", "prod_123", Cancellation);
        Assert.Equal(3, await store.SetViewingAsync("c2", "prod_123", Cancellation));

        await store.DisconnectAsync("user_123", "c1", Start, Cancellation);
        Assert.Equal(2, await store.SetViewingAsync("c2", "prod_123", Cancellation));
        await store.ReapAsync(Expiry, Cancellation);

        Assert.Equal(1, await store.SetViewingAsync("c2", "prod_123", Cancellation));
    }

    [Fact]
    public async Task A_connection_that_is_gone_looks_at_nothing()
    {
        var store = await CreateAsync();
        await store.ConnectAsync(Lease("c1", "user_123"), Cancellation);
        await store.DisconnectAsync("user_123", "c1", Start, Cancellation);

        Assert.Equal(0, await store.SetViewingAsync("c1", "prod_123", Cancellation));
    }

    private static PresenceLease Lease(string connectionId, string userId, string nodeId = "node1") =>
        new(connectionId, userId, nodeId, Start, Expiry);

    private static async Task<IReadOnlyList<string>> LeaveAllAsync(IPresenceStore store, DateTimeOffset now)
    {
        List<string> gone = [];
        foreach (var userId in await store.ReapAsync(now, Cancellation))
        {
            if (await store.LeaveAsync(userId, now, Cancellation))
            {
                gone.Add(userId);
            }
        }

        return gone;
    }
}
