using System.Security.Cryptography;
using System.Text.RegularExpressions;
using AudioTaiLoc.Realtime.Redis.Storage;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>One stream, with an index per target to read it back by.</summary>
/// <param name="redis">Where it is.</param>
/// <param name="keys">Its keys.</param>
/// <param name="scripts">Its scripts.</param>
/// <param name="settings">How far it reaches back.</param>
/// <param name="place">Its epoch, and the number of its newest entry that this node has read.</param>
/// <param name="time">What positions must lie above; null for one stream, whose positions are its numbers.</param>
internal sealed partial class LogStream(
    RedisConnection redis, LogKeys keys, LogScripts scripts, StreamSettings settings, Func<(string Epoch, long Number)> place, ShardTime? time)
{
    private const int PageSize = 500;
    private const int MaximumLives = 3;

    private volatile string _appendEpoch = "";

    /// <summary>Appends, as <see cref="ILogStreams.AppendAsync"/> says.</summary>
    public async ValueTask<RedisResult[]> AppendAsync(
        string? step, RealtimeEvent realtimeEvent, RedisKey[] ownKeys, RedisValue[] ownValues, CancellationToken cancellationToken)
    {
        var script = step is null ? scripts.Append : scripts.Appending(step);
        var entry = EntryFormat.Encode(realtimeEvent);
        for (var life = 1; life <= MaximumLives; life++)
        {
            var (readEpoch, seen) = place();
            var epoch = _appendEpoch is { Length: > 0 } known ? known : readEpoch;
            var answer = await RunAsync(
                script,
                [.. keys.For(epoch, realtimeEvent), .. ownKeys],
                [
                    epoch, readEpoch == epoch ? seen : 0, NewEpoch(), settings.MaximumEntries, settings.MaximumAge, settings.MarkEvery, settings.IndexLife,
                    (string)settings.Channel!, entry, time?.Seen ?? 0, .. ownValues,
                ],
                cancellationToken).ConfigureAwait(false);
            // Otherwise the stream has begun anew since this node looked.
            _appendEpoch = (string)answer[0]!;
            if ((int)answer[2] == 1)
            {
                time?.See((long)answer[1]);
                return answer;
            }
        }

        throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The server cannot do this right now; try again.");
    }

    /// <summary>Reads on; what is told besides the epoch and the number, and what is answered, is the form's.</summary>
    public Task<RedisResult[]> ReadOnAsync(string epoch, long number, RedisValue[] values, CancellationToken cancellationToken) =>
        RunAsync(scripts.Tail, keys.Own(), [epoch, number, NewEpoch(), .. values], cancellationToken);

    /// <summary>Reads what some targets were sent.</summary>
    /// <returns>Null when the stream has not all of it, or more than is asked for.</returns>
    public async Task<List<EventEntry>?> ReadAsync(IReadOnlyCollection<EventTarget> targets, EventQuery query, CancellationToken cancellationToken)
    {
        var epoch = place().Epoch;
        var indexes = keys.For(epoch, targets);
        // Only entries for several users can match two targets, both users.
        var isExact = targets.Count(static target => target.Kind is EventTargetKind.User or EventTargetKind.Users) <= 1;
        List<EventEntry> entries = [];
        var after = Math.Max(query.After, 0);
        while (true)
        {
            var answer = await RunAsync(
                scripts.Read,
                indexes,
                [
                    epoch, after, query.UpTo, Math.Min(PageSize, query.MaxCount), settings.MaximumEntries, settings.MaximumAge,
                    isExact ? query.MaxCount - entries.Count : -1,
                ],
                cancellationToken).ConfigureAwait(false);
            if ((int)answer[0] == 0)
            {
                return null;
            }

            for (var i = 2; i < answer.Length; i += 2)
            {
                after = (long)answer[i];
                entries.Add(new EventEntry(after, EntryFormat.Decode((byte[])answer[i + 1]!)));
            }

            var hasMore = (int)answer[1] == 1;
            if (entries.Count > query.MaxCount || (hasMore && entries.Count == query.MaxCount))
            {
                return null;
            }

            if (!hasMore)
            {
                return entries;
            }
        }
    }

    private static string NewEpoch() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);

    private async Task<RedisResult[]> RunAsync(string script, RedisKey[] scriptKeys, RedisValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            return await redis.RunAsync(script, scriptKeys, values, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (OtherShards().Match(exception.Message) is { Success: true } other)
        {
            throw new InvalidOperationException(
                $"The event log on Redis at {redis.Address} under the key prefix '{redis.Options.KeyPrefix}' was begun with Shards = {other.Groups[1].ValueSpan}, but this host has Shards = {settings.Shards}. All hosts must have the same number; for another one take a new KeyPrefix.",
                exception);
        }
    }

    [GeneratedRegex(@"\bSHARDS (\d+)")]
    private static partial Regex OtherShards();
}
