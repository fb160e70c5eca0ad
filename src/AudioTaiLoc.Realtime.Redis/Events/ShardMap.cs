using System.IO.Hashing;
using System.Text;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>Which shard entries are in, by whom they are for: the same on every node, and in every version of the library.</summary>
internal sealed class ShardMap(int shards)
{
    private const string PresencePrefix = "presence:";

    /// <summary>The shard that entries for a target are appended to.</summary>
    public int Of(in EventTarget target) => target.Kind switch
    {
        EventTargetKind.Room when !target.Name!.StartsWith(PresencePrefix, StringComparison.Ordinal) => Hash(target.Name),
        EventTargetKind.User => Hash(target.Name!),
        // Beside presence, or for more than one user.
        _ => 0,
    };

    /// <summary>What of some targets is to be read in each shard: of a user also the first one's entries for several users.</summary>
    public IEnumerable<IGrouping<int, EventTarget>> Split(IEnumerable<EventTarget> targets) => targets
        .SelectMany(static target => target.Kind == EventTargetKind.Users ? target.UserIds!.Select(EventTarget.User) : [target])
        .SelectMany(target => target.Kind == EventTargetKind.User && Of(target) != 0
            ? [(Shard: Of(target), Target: target), (0, target)]
            : new[] { (Shard: Of(target), Target: target) })
        .GroupBy(static part => part.Shard, static part => part.Target);

    private int Hash(string name) => (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name)) % (ulong)shards);
}
