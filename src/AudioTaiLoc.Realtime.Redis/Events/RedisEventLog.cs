using System.Security.Cryptography;
using AudioTaiLoc.Realtime.Redis.Storage;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>The event log of several nodes: a stream that every node appends to and follows, with an index per target to read it back by.</summary>
internal sealed class RedisEventLog : IEventLog, IAsyncDisposable
{
    private const int PageSize = 500;
    private const int MaximumLives = 3;

    private readonly RedisConnection _redis;
    private readonly LogKeys _keys;
    private readonly LogTail _tail;
    private readonly RedisValue _maximumEntries;
    private readonly RedisValue _maximumAge;
    private readonly RedisValue _markEvery;
    private readonly RedisValue _indexLife;
    private volatile string _appendEpoch = "";

    public RedisEventLog(RedisConnection redis, ILogger<RedisEventLog> logger)
    {
        _redis = redis;
        var options = redis.Options;
        var age = (long)options.MaximumAge.TotalMilliseconds;
        var markEvery = Math.Max(100, age / 100);
        _keys = new LogKeys(options.KeyPrefix);
        _maximumEntries = options.MaximumEntries;
        _maximumAge = age;
        _markEvery = markEvery;
        // Longer than any entry is counted, or a read would find the entries of a target gone that the log still promises.
        _indexLife = age + (2 * markEvery) + 60_000;
        _tail = new LogTail(redis, _keys, logger);
    }

    public string Epoch => _tail.Epoch;

    public long LastPosition => _tail.LastPosition;

    /// <summary>What keeps this node from following the log; null for nothing.</summary>
    public string? Obstacle => _tail.Obstacle;

    /// <summary>Begins to follow the log.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _tail.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_appendEpoch.Length == 0)
        {
            _appendEpoch = _tail.Epoch;
        }
    }

    public async ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default) =>
        (long)(await AppendWithAsync(LogScripts.Append, realtimeEvent, [], [], cancellationToken).ConfigureAwait(false))[1];

    /// <summary>Runs a script that may append an event in one step with something else.</summary>
    /// <param name="script">It begins with <see cref="LogScripts.Appending"/>; its answer, like that, with epoch, position and 1.</param>
    /// <param name="realtimeEvent">The event.</param>
    /// <param name="keys">The script's own keys, in the log's slot.</param>
    /// <param name="values">The script's own values.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<RedisResult[]> AppendWithAsync(
        string script, RealtimeEvent realtimeEvent, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(realtimeEvent.Name);
        cancellationToken.ThrowIfCancellationRequested();
        var entry = EntryFormat.Encode(realtimeEvent);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        for (var life = 1; life <= MaximumLives; life++)
        {
            var epoch = _appendEpoch;
            var (tailEpoch, seen) = _tail.Place;
            var answer = await _redis.RunAsync(
                script,
                [.. _keys.For(epoch, realtimeEvent), .. keys],
                [
                    epoch, tailEpoch == epoch ? seen : 0, NewEpoch(), _maximumEntries, _maximumAge, _markEvery, _indexLife,
                    (string)_keys.Channel!, entry, .. values,
                ],
                cancellationToken).ConfigureAwait(false);
            if ((int)answer[2] == 1)
            {
                _tail.Wake();
                return answer;
            }

            // The log has begun anew since this node looked.
            _appendEpoch = (string)answer[0]!;
            _tail.Wake();
        }

        throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The server cannot do this right now; try again.");
    }

    public async ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        await _tail.PassAsync(cancellationToken).ConfigureAwait(false);
        return _tail.Add(observer);
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
        var epoch = Epoch;
        var keys = _keys.For(epoch, query.Targets);
        // Only entries for several users can match two targets, both users.
        var isExact = query.Targets.Count(static target => target.Kind is EventTargetKind.User or EventTargetKind.Users) <= 1;
        List<EventEntry> entries = [];
        var after = Math.Max(query.After, 0);
        while (true)
        {
            var answer = await _redis.RunAsync(
                LogScripts.Read,
                keys,
                [epoch, after, query.UpTo, Math.Min(PageSize, query.MaxCount), _maximumEntries, _maximumAge, isExact ? query.MaxCount - entries.Count : -1],
                cancellationToken).ConfigureAwait(false);
            if ((int)answer[0] == 0)
            {
                return EventHistory.Incomplete;
            }

            for (var i = 2; i < answer.Length; i += 2)
            {
                after = (long)answer[i];
                entries.Add(new EventEntry(after, EntryFormat.Decode((byte[])answer[i + 1]!)));
            }

            var hasMore = (int)answer[1] == 1;
            if (entries.Count > query.MaxCount || (hasMore && entries.Count == query.MaxCount))
            {
                return EventHistory.Incomplete;
            }

            if (!hasMore)
            {
                return new EventHistory(true, entries);
            }
        }
    }

    public ValueTask DisposeAsync() => _tail.DisposeAsync();

    internal static string NewEpoch() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);
}
