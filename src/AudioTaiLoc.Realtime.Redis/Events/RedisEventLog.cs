using AudioTaiLoc.Realtime.Redis.Storage;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>The event log of several nodes: streams that every node appends to, follows in one order, and reads back by target.</summary>
internal sealed class RedisEventLog : IEventLog, IAsyncDisposable
{
    private readonly LogAudience _audience;
    private readonly ILogStreams _streams;
    private readonly LogTail _tail;

    public RedisEventLog(RedisConnection redis, ILogger<RedisEventLog> logger)
    {
        var settings = new StreamSettings(redis.Options);
        _audience = new LogAudience(logger);
        _streams = settings.Shards == 1 ? new OneStream(redis, settings, _audience) : new ShardedStreams(redis, settings, _audience);
        _tail = new LogTail(redis, settings.Channel, _streams, logger);
    }

    public string Epoch => _audience.Epoch;

    public long LastPosition => _audience.Place.Position;

    /// <summary>What keeps this node from following the log; null for nothing.</summary>
    public string? Obstacle => _tail.Obstacle;

    /// <summary>Begins to follow the log.</summary>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => _tail.OpenAsync(cancellationToken);

    public async ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default) =>
        (long)(await AppendWithAsync(null, realtimeEvent, [], [], cancellationToken).ConfigureAwait(false))[1];

    /// <summary>Runs a script that may append an event in one step with something else, as <see cref="ILogStreams.AppendAsync"/> says.</summary>
    public async ValueTask<RedisResult[]> AppendWithAsync(
        string? step, RealtimeEvent realtimeEvent, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(realtimeEvent.Name);
        cancellationToken.ThrowIfCancellationRequested();
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _streams.AppendAsync(step, realtimeEvent, keys, values, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _tail.Wake();
        }
    }

    public async ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        await _tail.PassAsync(cancellationToken).ConfigureAwait(false);
        return _audience.Add(observer);
    }

    public async ValueTask<bool> CatchUpAsync(long position, CancellationToken cancellationToken = default)
    {
        if (position > LastPosition)
        {
            await _tail.PassAsync(cancellationToken).ConfigureAwait(false);
        }

        return position <= LastPosition;
    }

    public async ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await _streams.ReadAsync(query, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _tail.DisposeAsync();
}
