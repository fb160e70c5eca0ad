namespace AudioTaiLoc.Realtime.Redis.Sessions;

/// <summary>What Redis does with sessions, each as one step: a hash per session, a set per user of its sessions, and a sorted set of all by when they end.</summary>
internal static class SessionScripts
{
    // KEYS[1]: the root; keys are made from it, and lie in one slot with it.
    private const string Shared = """
        local root = KEYS[1]
        local function drop(id)
          local user = redis.call('HGET', root .. ':' .. id, 'user')
          if user then redis.call('SREM', root .. 's:' .. user, id) end
          redis.call('DEL', root .. ':' .. id)
          redis.call('ZREM', root .. 's', id)
        end

        """;

    /// <summary>Keeps a session. ARGV: id, user, session, expires, now, the most sessions.</summary>
    public const string Save = Shared + """
        local id, user, life = ARGV[1], ARGV[2], tonumber(ARGV[4]) - tonumber(ARGV[5])
        drop(id)
        if life <= 0 then return {} end
        redis.call('HSET', root .. ':' .. id, 'user', user, 'session', ARGV[3], 'expires', ARGV[4])
        redis.call('PEXPIRE', root .. ':' .. id, life)
        redis.call('SADD', root .. 's:' .. user, id)
        if redis.call('PTTL', root .. 's:' .. user) < life then redis.call('PEXPIRE', root .. 's:' .. user, life) end
        redis.call('ZADD', root .. 's', ARGV[4], id)
        redis.call('ZREMRANGEBYSCORE', root .. 's', '-inf', ARGV[5])
        local over = redis.call('ZCARD', root .. 's') - tonumber(ARGV[6])
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
        local missing, life = {}, tonumber(ARGV[1]) - tonumber(ARGV[2])
        for i = 3, #ARGV do
          local user = redis.call('HGET', root .. ':' .. ARGV[i], 'user')
          if user then
            redis.call('HSET', root .. ':' .. ARGV[i], 'expires', ARGV[1])
            redis.call('PEXPIRE', root .. ':' .. ARGV[i], life)
            if redis.call('PTTL', root .. 's:' .. user) < life then redis.call('PEXPIRE', root .. 's:' .. user, life) end
            redis.call('ZADD', root .. 's', ARGV[1], ARGV[i])
          else
            missing[#missing + 1] = ARGV[i]
          end
        end
        return missing
        """;

    /// <summary>Drops a user's sessions. ARGV: user.</summary>
    public const string RemoveUser = Shared + """
        for _, id in ipairs(redis.call('SMEMBERS', root .. 's:' .. ARGV[1])) do drop(id) end
        return {}
        """;
}
