using System.Globalization;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// What Redis does with one of several streams. An entry's id in the stream is <c>number-position</c>. The hash also says how far the
/// shard's time has come, which never goes back (<see cref="ShardTime"/>): no entry gets a position of a time that was told to a
/// reader. Beside that the newest position and the newest one that was cut off.
/// </summary>
internal static class ShardScripts
{
    /// <summary>
    /// ARGV: epoch, number seen, epoch to begin if needed, most entries to answer, position of the entry seen, the position up to which
    /// the reader was told that nothing will come any more, the time that must be reached. Answers epoch, number, the position up to
    /// which nothing will come any more, the newest position, the newest that was cut off and, in this epoch, numbers, positions and
    /// entries in turns. When the stream has not what the reader has seen, or something that could not come any more, Redis has lost
    /// what it had, and another epoch begins.
    /// </summary>
    private const string Tail = """
        local seen, page = tonumber(ARGV[2]), tonumber(ARGV[4])
        local found, foreign = redis.call('XRANGE', KEYS[2], ARGV[2], '+', 'COUNT', page + 1), false
        if found[1] and tonumber(string.match(found[1][1], '^%d+')) == seen then
          foreign = string.match(found[1][1], pattern) ~= ARGV[5]
          table.remove(found, 1)
        end
        if found[1] and tonumber(string.match(found[1][1], pattern)) <= tonumber(ARGV[6]) then foreign = true end
        local meta = life(ARGV[1], seen, ARGV[3], foreign)
        local time = advance(tonumber(ARGV[7]))
        local state = redis.call('HMGET', KEYS[1], 'newest', 'trimmed')
        local answer = {meta[1], meta[2], string.format('%.0f', time * 16 + 15), state[1], state[2]}
        if meta[1] ~= ARGV[1] then return answer end
        for i = 1, math.min(#found, page) do
          answer[#answer + 1] = string.match(found[i][1], '^%d+')
          answer[#answer + 1] = string.match(found[i][1], pattern)
          answer[#answer + 1] = found[i][2][2]
        end
        return answer
        """;

    // Lua writes large numbers with fourteen digits when it is not told how. HSET is called with text only, ZADD and XADD too.
    private const string Form = """
        local pattern = '%d+$'
        local function advance(least)
          local now = redis.call('TIME')
          local time = math.max((now[1] - 1767225600) * 100000 + math.floor(now[2] / 10), least)
          time = math.max(time, tonumber(redis.call('HGET', KEYS[1], 'time')))
          redis.call('HSET', KEYS[1], 'time', string.format('%.0f', time))
          return time
        end
        local function begun()
          redis.call('HSET', KEYS[1], 'shards', shards, 'time', 0, 'newest', 0, 'trimmed', 0)
        end
        local function dropping(first)
          local last = redis.call('XRANGE', KEYS[2], first - 1, first - 1)[1]
          local position = last and string.match(last[1], pattern)
          if last and tonumber(position) > tonumber(redis.call('HGET', KEYS[1], 'trimmed')) then
            redis.call('HSET', KEYS[1], 'trimmed', position)
          end
        end
        local function reaches(after, first)
          return after >= tonumber(redis.call('HGET', KEYS[1], 'trimmed'))
        end
        local function gone(first)
          return redis.call('HGET', KEYS[1], 'trimmed')
        end
        local function stamp(number)
          local time = advance(math.max(redis.call('HGET', KEYS[1], 'time') + 1, ARGV[10] + 1))
          local position = string.format('%.0f', time * 16 + shard)
          redis.call('HSET', KEYS[1], 'newest', position)
          return position, number .. '-' .. position
        end

        """;

    /// <summary>The scripts of a shard.</summary>
    public static LogScripts For(int shard, int shards) =>
        new(string.Create(CultureInfo.InvariantCulture, $"local shard, shards = {shard}, '{shards}'\n") + Form, Tail);
}
