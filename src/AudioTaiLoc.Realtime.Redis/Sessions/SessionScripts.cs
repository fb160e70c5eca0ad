namespace AudioTaiLoc.Realtime.Redis.Sessions;

/// <summary>What Redis does with sessions, each as one step: a hash per session, a sorted set per user of its sessions and one of all, both by when they end.</summary>
internal static class SessionScripts
{
    // KEYS[1]: the root; keys are made from it, and lie in one slot with it.
    private const string Shared = """
        local root = KEYS[1]
        local function drop(id)
          local user = redis.call('HGET', root .. ':' .. id, 'user')
          if user then redis.call('ZREM', root .. 's-of:' .. user, id) end
          redis.call('DEL', root .. ':' .. id)
          redis.call('ZREM', root .. 's', id)
        end
        local function index(id, user, expires, now)
          redis.call('PEXPIRE', root .. ':' .. id, expires - now)
          redis.call('ZADD', root .. 's', expires, id)
          if user == '' then return end
          local own = root .. 's-of:' .. user
          redis.call('ZREMRANGEBYSCORE', own, '-inf', now)
          redis.call('ZADD', own, expires, id)
          if redis.call('PTTL', own) < expires - now then redis.call('PEXPIRE', own, expires - now) end
        end

        """;

    /// <summary>Keeps a session, unless one is there that was resumed more often. ARGV: id, user, session, resumptions, expires, now, the most sessions.</summary>
    public const string Save = Shared + """
        local id, user, expires, now = ARGV[1], ARGV[2], tonumber(ARGV[5]), tonumber(ARGV[6])
        if tonumber(redis.call('HGET', root .. ':' .. id, 'resumptions') or 0) > tonumber(ARGV[4]) then return {} end
        drop(id)
        if expires <= now then return {} end
        redis.call('HSET', root .. ':' .. id, 'user', user, 'session', ARGV[3], 'resumptions', ARGV[4], 'expires', ARGV[5])
        index(id, user, expires, now)
        redis.call('ZREMRANGEBYSCORE', root .. 's', '-inf', now)
        local over = redis.call('ZCARD', root .. 's') - tonumber(ARGV[7])
        if over > 0 then
          for _, oldest in ipairs(redis.call('ZRANGE', root .. 's', 0, over - 1)) do drop(oldest) end
        end
        return {}
        """;

    /// <summary>Takes a session out. ARGV: id, user, now. Answers it, if there is one.</summary>
    public const string Claim = Shared + """
        local found = redis.call('HMGET', root .. ':' .. ARGV[1], 'user', 'session', 'expires')
        if not found[1] or found[1] ~= ARGV[2] then return {} end
        drop(ARGV[1])
        return tonumber(found[3]) > tonumber(ARGV[3]) and {found[2], found[3]} or {}
        """;

    /// <summary>Lets sessions last longer. ARGV: expires, now, ids. Answers the ids that are not there.</summary>
    public const string Renew = Shared + """
        local missing, expires, now = {}, tonumber(ARGV[1]), tonumber(ARGV[2])
        for i = 3, #ARGV do
          local user = redis.call('HGET', root .. ':' .. ARGV[i], 'user')
          if user then
            redis.call('HSET', root .. ':' .. ARGV[i], 'expires', ARGV[1])
            index(ARGV[i], user, expires, now)
          else
            missing[#missing + 1] = ARGV[i]
          end
        end
        return missing
        """;

    /// <summary>Drops a user's sessions. ARGV: user.</summary>
    public const string RemoveUser = Shared + """
        for _, id in ipairs(redis.call('ZRANGE', root .. 's-of:' .. ARGV[1], 0, -1)) do drop(id) end
        return {}
        """;
}
