using AudioTaiLoc.Realtime.Redis.Storage;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>The log in one stream, whose numbers are the positions: they have no gaps, so that one that was missed is noticed.</summary>
internal sealed class OneStream : ILogStreams
{
    private const int PageSize = 256;

    private readonly LogAudience _audience;
    private readonly LogStream _stream;
    private byte[] _last = [];
    private bool _mayDiffer;

    public OneStream(RedisConnection redis, StreamSettings settings, LogAudience audience)
    {
        _audience = audience;
        _stream = new LogStream(redis, new LogKeys(redis.Options.KeyPrefix), LogScripts.OneStream, settings, () => audience.Place, null);
        Silent = $"Redis at {redis.Address}";
    }

    public string Silent { get; }

    public async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        while (await ReadPageAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }

    public ValueTask<RedisResult[]> AppendAsync(
        string? step, RealtimeEvent realtimeEvent, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        _stream.AppendAsync(step, realtimeEvent, keys, values, cancellationToken);

    public async ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken) =>
        await _stream.ReadAsync(query.Targets, query, cancellationToken).ConfigureAwait(false) is { } entries
            ? new EventHistory(true, entries)
            : EventHistory.Incomplete;

    /// <returns>True when there may be more.</returns>
    private async Task<bool> ReadPageAsync(CancellationToken cancellationToken)
    {
        var (epoch, position) = _audience.Place;
        RedisValue last = _mayDiffer ? _last : [];
        _mayDiffer = true;
        var answer = await _stream.ReadOnAsync(epoch, position, [PageSize, last], cancellationToken).ConfigureAwait(false);
        _mayDiffer = false;
        var (serverEpoch, newest) = ((string)answer[0]!, (long)answer[1]);
        if (serverEpoch != epoch)
        {
            // Of another life everything is new, but for a node that has only just come.
            Begin(serverEpoch, epoch.Length == 0 ? newest : 0);
            return true;
        }

        if (answer.Length == 2 && newest > position)
        {
            Begin(epoch, newest);
            return true;
        }

        for (var i = 2; i < answer.Length; i += 2)
        {
            PassOn((long)answer[i], (byte[])answer[i + 1]!);
        }

        return _audience.Place.Position < newest;
    }

    private void PassOn(long position, byte[] bytes)
    {
        var (epoch, last) = _audience.Place;
        if (position != last + 1)
        {
            // Trimmed away before this node could read it.
            Begin(epoch, position - 1);
        }

        _audience.Pass(position, bytes);
        _last = bytes;
    }

    private void Begin(string epoch, long position)
    {
        _last = [];
        _audience.Begin(epoch, position);
    }
}
