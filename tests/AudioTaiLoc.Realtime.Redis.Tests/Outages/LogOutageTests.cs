using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Outages;

/// <summary>Redis stops, comes back with or without what it kept, hangs, or is cut off from one node.</summary>
public sealed class LogOutageTests : IAsyncLifetime
{
    private static readonly EventTarget Room = EventTarget.Room("order:order_123");

    private readonly RecordingObserver _observer = new();
    private RedisServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_node_goes_on_where_it_was_when_Redis_comes_back_with_its_entries()
    {
        await using var node = await StartAsync();
        await AppendAsync(node, "before");
        await node.Log.CatchUpAsync(1, Cancellation);

        await _server.KillAsync();
        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await AppendAsync(node, "lost"));
        Assert.Equal(RealtimeErrorCodes.Unavailable, refusal.Code);
        Assert.NotNull(node.Log.Obstacle);
        await _server.StartAsync();
        await AppendWhenUpAsync(node, "after");

        Assert.Equal(["before", "after"], (await _observer.NextAsync(2)).Select(entry => entry.Event.Name));
        await _observer.BeginningAsync();
        Assert.False(_observer.HasBegunAgain);
        await UntilReadyAsync(node);
        var history = await node.Log.ReadAsync(new([Room], 0, long.MaxValue, 10), Cancellation);
        Assert.Equal(["before", "after"], history.Entries.Select(entry => entry.Event.Name));
    }

    [Fact]
    public async Task A_node_is_told_when_Redis_comes_back_with_nothing()
    {
        await using var node = await StartAsync();
        var (epoch, _) = await _observer.BeginningAsync();
        var before = await AppendAsync(node, "before");
        await _observer.NextAsync();

        await _server.KillAsync();
        _server.Forget();
        await _server.StartAsync();
        await AppendWhenUpAsync(node, "after");

        Assert.Equal("after", (await _observer.NextAsync()).Event.Name);
        var (next, _) = await _observer.BeginningAsync();
        Assert.NotEqual(epoch, next);
        Assert.Equal(next, node.Log.Epoch);
        Assert.True(node.Log.LastPosition <= before + 1);
    }

    [Fact]
    public async Task A_node_that_waits_for_a_Redis_that_hangs_loses_nothing()
    {
        await using var node = await StartAsync();
        await using var other = await RedisNode.StartAsync(_server, Prefix);
        await AppendAsync(node, "before");
        await _observer.NextAsync();

        await _server.SuspendAsync();
        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await AppendAsync(node, "hung"));
        Assert.Equal(RealtimeErrorCodes.Unavailable, refusal.Code);
        await _server.ResumeAsync();
        await AppendWhenUpAsync(other, "after");

        // What was refused may have been done all the same: the answer was late, not the call.
        EventEntry entry;
        do
        {
            entry = await _observer.NextAsync();
            Assert.Contains(entry.Event.Name, (string[])["hung", "after"]);
        }
        while (entry.Event.Name != "after");

        await _observer.BeginningAsync();
        Assert.False(_observer.HasBegunAgain);
    }

    [Fact]
    public async Task A_node_that_is_cut_off_reads_what_it_missed()
    {
        const int Count = 1000;
        await using var relay = new TcpRelay(_server);
        await using var node = await StartAsync(relay);
        await using var other = await RedisNode.StartAsync(_server, Prefix);

        relay.Cut();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ => await AppendAsync(other, "a")));
        relay.Mend();

        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), (await _observer.NextAsync(Count)).Select(entry => entry.Position));
        await _observer.BeginningAsync();
        Assert.False(_observer.HasBegunAgain);
    }

    [Fact]
    public async Task A_node_that_is_cut_off_longer_than_the_log_reaches_back_is_told_so()
    {
        const int Kept = 16;
        const int Count = 2000;
        await using var relay = new TcpRelay(_server);
        await using var node = await StartAsync(relay, Kept);
        await using var other = await RedisNode.StartAsync(_server, Prefix, options => options.MaximumEntries = Kept);
        var (epoch, _) = await _observer.BeginningAsync();
        await AppendAsync(other, "seen");
        await _observer.NextAsync();

        relay.Cut();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ => await AppendAsync(other, "a")));
        relay.Mend();

        var (same, position) = await _observer.BeginningAsync();
        Assert.Equal(epoch, same);
        Assert.InRange(position, 2, Count + 1 - Kept);
        var next = await _observer.NextAsync((int)(Count + 1 - position));
        Assert.Equal(Enumerable.Range((int)position + 1, next.Count).Select(i => (long)i), next.Select(entry => entry.Position));
    }

    private const string Prefix = "outage";

    private async Task<RedisNode> StartAsync(TcpRelay? relay = null, int kept = 1000)
    {
        var node = await RedisNode.StartAsync(_server, Prefix, options =>
        {
            options.Timeout = TimeSpan.FromSeconds(2);
            options.MaximumEntries = kept;
            if (relay is not null)
            {
                options.Configuration = ConfigurationOptions.Parse(relay.Address);
            }
        });
        await node.Log.TailAsync(_observer, Cancellation);
        return node;
    }

    private static ValueTask<long> AppendAsync(RedisNode node, string name) =>
        node.Log.AppendAsync(new(EventKind.Event, Room, name, default), Cancellation);

    private static Task AppendWhenUpAsync(RedisNode node, string name) => Until.TrueAsync("the log takes an entry", async _ =>
    {
        try
        {
            await AppendAsync(node, name);
            return true;
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.Unavailable)
        {
            return false;
        }
    });

    private static async Task UntilReadyAsync(RedisNode node)
    {
        while (node.Log.Obstacle is not null)
        {
            await node.Log.CatchUpAsync(long.MaxValue, Cancellation);
        }
    }
}
