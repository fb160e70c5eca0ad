using System.Diagnostics.Metrics;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>What a node remembers of a host's grant store, and when it forgets: one or two nodes on one log and one store.</summary>
public sealed class GrantCacheTests : IAsyncDisposable
{
    private const string Room = "chat:conv_789";
    private const string User = "user_123";

    private readonly List<DeliveryNode> _nodes = [];
    private GatedGrantStore? _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_grant_that_was_found_is_not_looked_up_again_until_its_time_in_the_cache_is_over()
    {
        var node = await StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await IsAllowedAsync(node));
        }

        node.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.True(await IsAllowedAsync(node));
        Assert.Equal(1, _store!.Lookups);
        node.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await IsAllowedAsync(node));

        Assert.Equal(2, _store.Lookups);
    }

    [Fact]
    public async Task A_no_is_never_remembered_and_a_grant_from_anywhere_counts_at_once()
    {
        var node = await StartAsync();
        var other = await StartAsync(node);
        Assert.False(await IsAllowedAsync(node));
        Assert.False(await IsAllowedAsync(other));

        await other.Access.GrantAsync(Room, User, cancellationToken: Cancellation);

        Assert.True(await IsAllowedAsync(node));
        Assert.True(await IsAllowedAsync(other));
    }

    [Fact]
    public async Task A_revoke_anywhere_is_obeyed_at_its_place_in_the_log()
    {
        var node = await StartAsync();
        var other = await StartAsync(node);
        await node.Access.GrantManyAsync([new(Room, User), new(Room, "user_456")], cancellationToken: Cancellation);
        Assert.True(await IsAllowedAsync(node));
        Assert.True(await IsAllowedAsync(node, "user_456"));

        await other.Access.RevokeAsync(Room, User, Cancellation);
        await node.FenceAsync();

        Assert.False(await IsAllowedAsync(node));
        var lookups = _store!.Lookups;
        Assert.True(await IsAllowedAsync(node, "user_456"));
        Assert.Equal(lookups, _store.Lookups);
    }

    [Fact]
    public async Task A_node_that_may_have_missed_revokes_remembers_nothing()
    {
        var node = await StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        Assert.True(await IsAllowedAsync(node));
        Assert.Equal(1, node.Cache.Count);

        node.Dispatcher.OnBegin("elsewhere", 100);
        await node.Dispatcher.RunAsync(new ListConnectionsCommand());

        Assert.Equal(0, node.Cache.Count);
    }

    [Fact]
    public async Task The_revoking_node_obeys_before_the_call_is_over()
    {
        var node = await StartAsync();
        await node.Access.GrantManyAsync([new(Room, User), new(Room, "user_456")], cancellationToken: Cancellation);
        Assert.True(await IsAllowedAsync(node));
        Assert.True(await IsAllowedAsync(node, "user_456"));

        await node.Access.RevokeAsync(Room, User, Cancellation);
        Assert.False(await IsAllowedAsync(node));
        await node.Access.RevokeManyAsync([new(Room, "user_456")], Cancellation);
        Assert.False(await IsAllowedAsync(node, "user_456"));
    }

    [Fact]
    public async Task An_answer_from_before_a_revoke_that_comes_after_it_is_not_remembered()
    {
        var node = await StartAsync();
        var other = await StartAsync(node);
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store!.BeforeAnswer = () =>
        {
            reading.TrySetResult();
            return answer.Task;
        };

        // The store has read the grant, and its answer is on its way while the grant is revoked and the entry dispatched.
        var early = IsAllowedAsync(node);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await other.Access.RevokeAsync(Room, User, Cancellation);
        await node.FenceAsync();
        _store.BeforeAnswer = () => Task.CompletedTask;
        answer.SetResult();

        Assert.True(await early);
        Assert.Equal(0, node.Cache.Count);
        Assert.False(await IsAllowedAsync(node));
    }

    [Fact]
    public async Task A_join_that_was_allowed_by_such_an_answer_is_refused()
    {
        var node = await StartAsync();
        var other = await StartAsync(node);
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, transport) = await node.ConnectAsync(User);
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store!.BeforeAnswer = () =>
        {
            reading.TrySetResult();
            return answer.Task;
        };

        var joining = node.JoinAsync(connection, Room).AsTask();
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await other.Access.RevokeAsync(Room, User, Cancellation);
        await node.FenceAsync();
        answer.SetResult();

        var refusal = await Assert.ThrowsAsync<RealtimeException>(() => joining);
        Assert.Equal(RealtimeErrorCodes.Forbidden, refusal.Code);
        await node.PublishAsync(EventTarget.Room(Room));
        await node.FenceAsync();
        Assert.Empty(transport.Sent);
    }

    [Fact]
    public async Task However_checks_grants_and_revokes_interleave_nothing_revoked_is_remembered()
    {
        var node = await StartAsync();
        var other = await StartAsync(node);
        using var stop = new CancellationTokenSource();
        _store!.BeforeAnswer = async () => await Task.Yield();
        var checks = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await IsAllowedAsync(node);
                }
            },
            Cancellation)).ToArray();

        for (var i = 0; i < 2000; i++)
        {
            await other.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
            Assert.True(await IsAllowedAsync(node));
            await other.Access.RevokeAsync(Room, User, Cancellation);
            await node.FenceAsync();
            Assert.False(await IsAllowedAsync(node));
        }

        await stop.CancelAsync();
        await Task.WhenAll(checks);
        Assert.Equal(0, node.Cache.Count);
    }

    [Fact]
    public async Task A_grant_that_ends_meanwhile_is_looked_up_again()
    {
        var node = await StartAsync();
        var other = await StartAsync(node);
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddSeconds(10), Cancellation);
        Assert.True(await IsAllowedAsync(node));
        await other.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddSeconds(20), Cancellation);

        node.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await IsAllowedAsync(node));
        node.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(await IsAllowedAsync(node));
    }

    [Fact]
    public async Task A_new_end_counts_at_once_where_it_was_given()
    {
        var node = await StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        Assert.Null((await node.Cache.FindAsync(Room, User, Cancellation))?.ExpiresAt);
        var end = node.Time.GetUtcNow().AddSeconds(5);

        await node.Access.GrantManyAsync([new(Room, User)], end, Cancellation);

        Assert.Equal(end, (await node.Cache.FindAsync(Room, User, Cancellation))?.ExpiresAt);
    }

    [Fact]
    public async Task It_holds_no_more_than_its_bound_and_the_oldest_make_room()
    {
        var node = await StartAsync(configure: options => options.GrantCache.MaximumEntries = 3);
        string[] users = ["user_1", "user_2", "user_3", "user_4"];
        await node.Access.GrantManyAsync([.. users.Select(user => new RoomGrantKey(Room, user))], cancellationToken: Cancellation);
        foreach (var user in users)
        {
            await IsAllowedAsync(node, user);
        }

        Assert.Equal(3, node.Cache.Count);
        var lookups = _store!.Lookups;
        await IsAllowedAsync(node, "user_2");
        Assert.Equal(lookups, _store.Lookups);
        await IsAllowedAsync(node, "user_1");
        Assert.Equal(lookups + 1, _store.Lookups);
        Assert.Equal(3, node.Cache.Count);
    }

    [Fact]
    public async Task Zero_turns_it_off_and_the_embedded_store_has_none()
    {
        var off = await StartAsync(configure: options => options.GrantCache.Duration = TimeSpan.Zero);
        await off.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        await IsAllowedAsync(off);
        await IsAllowedAsync(off);
        Assert.Equal(2, _store!.Lookups);
        await using var embedded = await DeliveryNode.StartAsync();
        await embedded.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        await embedded.Gate.AuthorizeAsync(TestConnections.Create(User), Room, Cancellation);

        Assert.Equal(0, off.Cache.Count);
        Assert.Equal(0, embedded.Cache.Count);
    }

    [Fact]
    public async Task A_store_that_fails_refuses_whom_the_cache_does_not_know()
    {
        var node = await StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        Assert.True(await IsAllowedAsync(node));
        _store!.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");

        Assert.True(await IsAllowedAsync(node));
        await Assert.ThrowsAsync<RealtimeException>(() => IsAllowedAsync(node, "user_456"));
        node.Time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<RealtimeException>(() => IsAllowedAsync(node));
        // A revoke whose outcome nobody knows: the store is asked again.
        _store.Fault = null;
        Assert.True(await IsAllowedAsync(node));
        _store.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        await Assert.ThrowsAsync<RealtimeException>(() => node.Access.RevokeAsync(Room, User, Cancellation));
        await Assert.ThrowsAsync<RealtimeException>(() => IsAllowedAsync(node));
    }

    [Fact]
    public async Task Hits_and_misses_are_counted()
    {
        var counted = new Dictionary<string, long>();
        var meters = new TestMeters();
        using var metrics = new RealtimeMetrics(meters);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter == meters.Meter && instrument.Name == "audiotailoc.realtime.grants.lookups")
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            counted[(string)tags[0].Value!] = counted.GetValueOrDefault((string)tags[0].Value!) + value);
        listener.Start();
        var time = new FakeTimeProvider();
        var cache = new RoomGrantCache(new GatedGrantStore(new InMemoryRoomGrantStore(time)), new RealtimeOptions(), time, metrics);

        await cache.FindAsync(Room, User, Cancellation);
        await cache.GrantAsync(new(Room, User, time.GetUtcNow()), Cancellation);
        await cache.FindAsync(Room, User, Cancellation);
        await cache.FindAsync(Room, User, Cancellation);
        await cache.FindAsync(Room, User, Cancellation);

        Assert.Equal((2L, 2L), (counted["miss"], counted["hit"]));
    }

    private async Task<DeliveryNode> StartAsync(DeliveryNode? beside = null, Action<RealtimeOptions>? configure = null)
    {
        var node = await DeliveryNode.StartWithGrantsAsync(
            own => beside is null ? _store = new GatedGrantStore(own) : _store!, beside is null ? null : _ => beside.Log, configure);
        _nodes.Add(node);
        return node;
    }

    private static async Task<bool> IsAllowedAsync(DeliveryNode node, string user = User) =>
        (await node.Gate.AuthorizeAsync(TestConnections.Create(user), Room, Cancellation)).IsAllowed;
}
