using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>The names of a stream's keys. Those that lead to a target's entries name the epoch too, so that no old position is taken for a new one.</summary>
/// <param name="tag">What all of them begin with, in braces: they lie in one slot.</param>
internal sealed class LogKeys(string tag)
{
    private readonly string _root = $"{{{tag}}}:";

    /// <summary>The keys of a script: the log's own, then one for each target that the entry is kept for.</summary>
    public RedisKey[] For(string epoch, in RealtimeEvent realtimeEvent)
    {
        if (realtimeEvent is { Kind: not EventKind.Event } or { IsVolatile: true })
        {
            return Own();
        }

        var target = realtimeEvent.Target;
        return target.Kind == EventTargetKind.Users
            ? [.. Own(), .. target.UserIds!.Distinct(StringComparer.Ordinal).Select(user => Index(epoch, EventTarget.User(user)))]
            : [.. Own(), Index(epoch, target)];
    }

    public RedisKey[] For(string epoch, IEnumerable<EventTarget> targets) =>
        [.. Own(), .. targets.SelectMany(Singles).Distinct().Select(target => Index(epoch, target))];

    public RedisKey[] Own() => [_root + "log", _root + "log:entries", _root + "log:marks"];

    private static IEnumerable<EventTarget> Singles(EventTarget target) =>
        target.Kind == EventTargetKind.Users ? target.UserIds!.Select(EventTarget.User) : [target];

    private RedisKey Index(string epoch, in EventTarget target) => target.Kind switch
    {
        EventTargetKind.Everyone => $"{_root}log:{epoch}:everyone",
        EventTargetKind.SignedIn => $"{_root}log:{epoch}:signed-in",
        EventTargetKind.Room => $"{_root}log:{epoch}:room:{target.Name}",
        EventTargetKind.User => $"{_root}log:{epoch}:user:{target.Name}",
        _ => throw new ArgumentOutOfRangeException(nameof(target), target.Kind, null),
    };
}
