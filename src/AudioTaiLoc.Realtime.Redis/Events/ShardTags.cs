namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// The hash tags of the shards' keys. The first is the prefix itself: presence and sessions are beside it. The others are made so that
/// the shards' slots have equal distances: on a cluster whose masters share the slots evenly, they share the shards evenly.
/// </summary>
internal static class ShardTags
{
    public static string[] For(string prefix, int shards)
    {
        var start = HashSlot.Of(prefix);
        return [prefix, .. Enumerable.Range(1, shards - 1).Select(shard => Find(prefix, shard, (start + (shard * HashSlot.Count / shards)) % HashSlot.Count))];
    }

    // No prefix has the mark, so that no shard's tag is another log's prefix. It takes 16,384 attempts on average.
    private static string Find(string prefix, int shard, int slot) => Enumerable.Range(0, int.MaxValue)
        .Select(attempt => $"{prefix}#{shard}.{attempt}")
        .First(tag => HashSlot.Of(tag) == slot);
}
