namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// What Redis does with the log, each as one step. A stream holds the entries, under their positions, which rise by one. A hash
/// says which life this is, the newest position, the first one that counts, and when the newest was appended. Marks say up to which
/// position everything was appended by a time. A sorted set of positions per room, user and group leads to its entries.
/// </summary>
internal static class LogScripts
{
    // KEYS: meta, stream, marks.
    private const string Shared = """
        local function life(epoch, seen, candidate, foreign)
          local meta = redis.call('HMGET', KEYS[1], 'epoch', 'position', 'first', 'at', 'mark')
          if not meta[1] or (meta[1] == epoch and (foreign or tonumber(meta[2]) < seen)) then
            redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
            redis.call('HSET', KEYS[1], 'epoch', candidate, 'position', 0, 'first', 1, 'at', 0, 'mark', 0)
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
              redis.call('HSET', KEYS[1], 'first', first)
              redis.call('XTRIM', KEYS[2], 'MAXLEN', 0)
              redis.call('DEL', KEYS[3])
            end
            return first
          end
          local mark = redis.call('ZREVRANGEBYSCORE', KEYS[3], now - maxAge, '-inf', 'LIMIT', 0, 1)[1]
          if mark then
            first = math.max(first, tonumber(mark) + 1)
            redis.call('HSET', KEYS[1], 'first', first)
            redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - maxAge)
            redis.call('XTRIM', KEYS[2], 'MINID', '~', first .. '-0')
          end
          return math.max(first, position - maxEntries + 1)
        end

        """;

    /// <summary>
    /// What a script begins with that appends an entry in one step with something else. KEYS: the log's, one for each index, then the
    /// script's own. ARGV: epoch, position seen, epoch to begin if needed, most entries, age, time between
    /// marks, life of an index, channel, entry; then the script's own, from <c>own</c> on. It returns at once, with nothing done, in
    /// another epoch. <c>append</c> is told how many keys are the script's, and answers the position.
    /// </summary>
    public const string Appending = Shared + """
        local meta = life(ARGV[1], tonumber(ARGV[2]), ARGV[3], false)
        if meta[1] ~= ARGV[1] then return {meta[1], meta[2], 0} end
        local own = 10
        local function append(keys)
          local now = math.max(clock(), tonumber(meta[4]))
          local first = trim(meta, now, tonumber(ARGV[4]) - 1, tonumber(ARGV[5]))
          local last = tonumber(meta[2])
          local position = last + 1
          if last >= first and now - tonumber(meta[5]) >= tonumber(ARGV[6]) then
            redis.call('ZADD', KEYS[3], meta[4], last)
            redis.call('HSET', KEYS[1], 'mark', now)
          end
          redis.call('XADD', KEYS[2], 'MINID', '~', first .. '-0', position .. '-0', 'e', ARGV[9])
          redis.call('HSET', KEYS[1], 'position', position, 'at', now)
          for i = 4, #KEYS - keys do
            redis.call('ZADD', KEYS[i], position, position)
            redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', '(' .. first)
            redis.call('PEXPIRE', KEYS[i], ARGV[7])
          end
          redis.call('PUBLISH', ARGV[8], position)
          return position
        end

        """;

    /// <summary>Appends. Answers epoch, position, and whether it was appended.</summary>
    public const string Append = Appending + "return {meta[1], append(0), 1}";

    /// <summary>Reads on. ARGV: epoch, position seen, epoch to begin if needed, most entries to answer, the entry seen last if it is to be compared. Answers epoch, position and, in this epoch, positions and entries in turns.</summary>
    public const string Tail = Shared + """
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

    /// <summary>
    /// Reads what some targets were sent, a page at a time. ARGV: epoch, after, up to, page, most entries kept, age, most matches or -1.
    /// Answers whether the log has all of it, whether there is more, then positions and entries in turns.
    /// </summary>
    public const string Read = Shared + """
        local meta = redis.call('HMGET', KEYS[1], 'epoch', 'position', 'first', 'at', 'mark')
        if meta[1] ~= ARGV[1] then return {0, 0} end
        local after, page, most = tonumber(ARGV[2]), tonumber(ARGV[4]), tonumber(ARGV[7])
        if after < trim(meta, clock(), tonumber(ARGV[5]), tonumber(ARGV[6])) - 1 then return {0, 0} end
        if most >= 0 then
          local matches = 0
          for i = 4, #KEYS do matches = matches + redis.call('ZCOUNT', KEYS[i], '(' .. ARGV[2], ARGV[3]) end
          if matches > most then return {0, 0} end
        end
        local known, positions, more = {}, {}, 0
        for i = 4, #KEYS do
          local found = redis.call('ZRANGEBYSCORE', KEYS[i], '(' .. ARGV[2], ARGV[3], 'LIMIT', 0, page + 1)
          for _, position in ipairs(found) do
            if not known[position] then
              known[position] = true
              positions[#positions + 1] = tonumber(position)
            end
          end
        end
        table.sort(positions)
        local answer = {1, 0}
        for i, position in ipairs(positions) do
          if i > page then
            answer[2] = 1
            break
          end
          local entry = redis.call('XRANGE', KEYS[2], position .. '-0', position .. '-0')[1]
          if not entry then return {0, 0} end
          answer[#answer + 1] = position
          answer[#answer + 1] = entry[2][2]
        end
        return answer
        """;
}
