using System.IO.Hashing;
using System.Text;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// Makes one order of the shards. Each look at a shard also says up to which position nothing will come there any more, and sees to
/// it. What lies up to the least of these is passed on in the order of positions; a shard whose time lags behind what another
/// has brought is asked once more, with the time it must reach. So no clock is ever waited for, but a shard that does not answer is.
/// </summary>
internal sealed class ShardMerge(ShardFollower[] shards, LogAudience audience)
{
    private volatile int _silent;

    /// <summary>The shard that did not answer last.</summary>
    public int Silent => _silent;

    /// <summary>Passes on all that was appended before the call.</summary>
    public async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        if (shards[0].Epoch.Length == 0)
        {
            // Alone: it refuses a node with another number of shards, which must not begin some of its own.
            await ReadAsync(shards[0], cancellationToken).ConfigureAwait(false);
        }

        // What comes after every shard was at its end once is another call's.
        HashSet<ShardFollower> unfinished = [.. shards];
        long goal = 0;
        do
        {
            ShardFollower[] asked = [.. shards.Where(shard => shard.HasRoom && (unfinished.Contains(shard) || shard.ReadUpTo < goal))];
            await Task.WhenAll(asked.Select(shard => ReadAsync(shard, cancellationToken))).ConfigureAwait(false);
            if (unfinished.Count > 0)
            {
                goal = shards.Max(static shard => shard.Last);
                unfinished.ExceptWith(asked.Where(static shard => !shard.HasMore));
            }

            PassOn();
        }
        while (unfinished.Count > 0 || shards.Any(shard => shard.ReadUpTo < goal));
    }

    private async Task ReadAsync(ShardFollower shard, CancellationToken cancellationToken)
    {
        try
        {
            await shard.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _silent = shard.Number;
            throw;
        }
    }

    private void PassOn()
    {
        BeginWhereNeeded();
        var upTo = shards.Min(static shard => shard.ReadUpTo);
        while (shards.MinBy(static shard => shard.Next) is { } first && first.Next <= upTo)
        {
            var (position, bytes) = first.Take();
            // What lies before the place where the observers began is not theirs.
            if (position > audience.Place.Position)
            {
                audience.Pass(position, bytes);
            }
        }
    }

    private void BeginWhereNeeded()
    {
        var epoch = Convert.ToHexStringLower(XxHash3.Hash(Encoding.ASCII.GetBytes(string.Join('-', shards.Select(static shard => shard.Epoch)))));
        var (known, position) = audience.Place;
        if (epoch != known)
        {
            audience.Begin(epoch, known.Length == 0 ? shards.Max(static shard => shard.Last) : position);
        }

        var missed = shards.Max(static shard => shard.TakeMissed());
        if (missed > audience.Place.Position)
        {
            audience.Begin(epoch, missed);
        }
    }
}
