using System.Collections.Concurrent;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// What Redis does with a stream of the log, each as one step. The stream holds the entries, under numbers that rise by one. A hash
/// says which life this is, the newest number, the first one that counts, and when the newest was appended. Marks say up to which
/// number everything was appended by a time. A sorted set of numbers per room, user and group leads to its entries. What an entry's
/// number is to the nodes, the form says: its position itself, where there is one stream; see <see cref="ShardScripts"/> for several.
/// </summary>
/// <param name="form">
/// Says how many shards there are, and which part of an entry's id in the stream is its position; defines what else is done when a
/// life begins, and before entries are cut off; whether all after a position is there; what a target's set is cut at; and an entry's
/// position and id.
/// </param>
/// <param name="tail">Reads on.</param>
internal sealed class LogScripts(string form, string tail)
{
    private const string OneStreamForm = """
        local shards, pattern = '1', '^%d+'
        local function begun() end
        local function dropping(first) end
        local function reaches(after, first) return after >= first - 1 end
        local function gone(first) return '(' .. first end
        local function stamp(position) return position, position .. '-0' end

        """;

    // KEYS: meta, stream, marks.
    private const string Shared = """
        local function life(epoch, seen, candidate, foreign)
          local meta = redis.call('HMGET', KEYS[1], 'epoch', 'position', 'first', 'at', 'mark', 'shards')
          if meta[1] and (meta[6] or '1') ~= shards then error('SHARDS ' .. (meta[6] or '1')) end
          if not meta[1] or (meta[1] == epoch and (foreign or tonumber(meta[2]) < seen)) then
            redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
            redis.call('HSET', KEYS[1], 'epoch', candidate, 'position', 0, 'first', 1, 'at', 0, 'mark', 0)
            begun()
            meta = {candidate, '0', '1', '0', '0'}
          end
          return meta
        end
        local function clock()
          local time = redis.call('TIME')
          return time[1] * 1000 + math.floor(time[2] / 1000)
        end
        local function trim(meta, now, maxEntries, maxAge)
          local position, first = tonumber(meta[2]), tonumber(meta[3])
          if tonumber(meta[4]) <= now - maxAge then
            if first <= position then
              first = position + 1
              dropping(first)
              redis.call('HSET', KEYS[1], 'first', first)
              redis.call('XTRIM', KEYS[2], 'MAXLEN', 0)
              redis.call('DEL', KEYS[3])
            end
            return first
          end
          local mark = redis.call('ZREVRANGEBYSCORE', KEYS[3], now - maxAge, '-inf', 'LIMIT', 0, 1)[1]
          if mark then
            first = math.max(first, tonumber(mark) + 1)
            dropping(first)
            redis.call('HSET', KEYS[1], 'first', first)
            redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - maxAge)
            redis.call('XTRIM', KEYS[2], 'MINID', '~', first .. '-0')
          end
          first = math.max(first, position - maxEntries + 1)
          dropping(first)
          return first
        end

        """;

    private const string AppendStep = """
        local meta = life(ARGV[1], tonumber(ARGV[2]), ARGV[3], false)
        if meta[1] ~= ARGV[1] then return {meta[1], meta[2], 0} end
        local own = 11
        local function append(keys)
          local now = math.max(clock(), tonumber(meta[4]))
          local first = trim(meta, now, tonumber(ARGV[4]) - 1, tonumber(ARGV[5]))
          local last = tonumber(meta[2])
          local number = last + 1
          if last >= first and now - tonumber(meta[5]) >= tonumber(ARGV[6]) then
            redis.call('ZADD', KEYS[3], meta[4], last)
            redis.call('HSET', KEYS[1], 'mark', now)
          end
          local position, id = stamp(number)
          redis.call('XADD', KEYS[2], 'MINID', '~', first .. '-0', id, 'e', ARGV[9])
          redis.call('HSET', KEYS[1], 'position', number, 'at', now)
          for i = 4, #KEYS - keys do
            redis.call('ZADD', KEYS[i], position, number)
            redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', gone(first))
            redis.call('PEXPIRE', KEYS[i], ARGV[7])
          end
          redis.call('PUBLISH', ARGV[8], number)
          return position
        end

        """;

    // ARGV: epoch, number seen, epoch to begin if needed, most entries to answer, the entry seen last if it is to be compared.
    // Answers epoch, number and, in this epoch, numbers and entries in turns.
    private const string OneStreamTail = """
        local seen = tonumber(ARGV[2])
        local foreign = false
        if ARGV[5] ~= '' then
          local last = redis.call('XRANGE', KEYS[2], seen .. '-0', seen .. '-0')[1]
          foreign = last and last[2][2] ~= ARGV[5]
        end
        local meta = life(ARGV[1], seen, ARGV[3], foreign)
        local answer = {meta[1], meta[2]}
        if meta[1] ~= ARGV[1] then return answer end
        for _, entry in ipairs(redis.call('XRANGE', KEYS[2], (seen + 1) .. '-0', '+', 'COUNT', ARGV[4])) do
          answer[#answer + 1] = string.match(entry[1], '^%d+')
          answer[#answer + 1] = entry[2][2]
        end
        return answer
        """;

    private const string ReadStep = """
        local meta = redis.call('HMGET', KEYS[1], 'epoch', 'position', 'first', 'at', 'mark')
        if meta[1] ~= ARGV[1] then return {0, 0} end
        local after, page, most = tonumber(ARGV[2]), tonumber(ARGV[4]), tonumber(ARGV[7])
        if not reaches(after, trim(meta, clock(), tonumber(ARGV[5]), tonumber(ARGV[6]))) then return {0, 0} end
        if most >= 0 then
          local matches = 0
          for i = 4, #KEYS do matches = matches + redis.call('ZCOUNT', KEYS[i], '(' .. ARGV[2], ARGV[3]) end
          if matches > most then return {0, 0} end
        end
        local known, numbers = {}, {}
        for i = 4, #KEYS do
          local found = redis.call('ZRANGEBYSCORE', KEYS[i], '(' .. ARGV[2], ARGV[3], 'LIMIT', 0, page + 1)
          for _, number in ipairs(found) do
            if not known[number] then
              known[number] = true
              numbers[#numbers + 1] = tonumber(number)
            end
          end
        end
        table.sort(numbers)
        local answer = {1, 0}
        for i, number in ipairs(numbers) do
          if i > page then
            answer[2] = 1
            break
          end
          local entry = redis.call('XRANGE', KEYS[2], number, number)[1]
          if not entry then return {0, 0} end
          answer[#answer + 1] = string.match(entry[1], pattern)
          answer[#answer + 1] = entry[2][2]
        end
        return answer
        """;

    private readonly ConcurrentDictionary<string, string> _appending = new(StringComparer.Ordinal);

    /// <summary>A log that lies in one stream: positions are the numbers.</summary>
    public static LogScripts OneStream { get; } = new(OneStreamForm, OneStreamTail);

    /// <summary>Appends. Answers epoch, position, and whether it was appended.</summary>
    public string Append { get; } = form + Shared + AppendStep + "return {meta[1], append(0), 1}";

    /// <summary>Reads on. What it is told and answers is the form's.</summary>
    public string Tail { get; } = form + Shared + tail;

    /// <summary>
    /// Reads what some targets were sent, a page at a time. ARGV: epoch, after, up to, page, most entries kept, age, most matches or -1.
    /// Answers whether the log has all of it, whether there is more, then positions and entries in turns.
    /// </summary>
    public string Read { get; } = form + Shared + ReadStep;

    /// <summary>
    /// A script that may append an entry in one step with something else. KEYS: the log's, one for each index, then the
    /// script's own. ARGV: epoch, number seen, epoch to begin if needed, most entries, age, time between
    /// marks, life of an index, channel, entry, what the position must lie above; then the script's own, from <c>own</c> on. It returns
    /// at once, with nothing done, in another epoch. <c>append</c> is told how many keys are the script's, and answers the position.
    /// </summary>
    /// <param name="step">What is done; its answer begins with epoch, position and 1.</param>
    public string Appending(string step) => _appending.GetOrAdd(step, static (own, form) => form + Shared + AppendStep + own, form);
}
