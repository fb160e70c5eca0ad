namespace AudioTaiLoc.Realtime.Redis.Presence;

/// <summary>
/// What Redis does with presence, each as one step. A hash has every connection; a sorted set per user its connections by when they
/// connected; a sorted set per node its connections by when their own leases end; and one of the nodes by when theirs do. A
/// connection counts until both are over. Keys are made from the root, KEYS[1], and lie in one slot with it.
/// </summary>
internal static class PresenceScripts
{
    private const string Shared = """
        local root = KEYS[1]
        local function look(id, user, product)
          local old = redis.call('HGET', root .. ':viewing', id)
          if old == product then return end
          if old then
            redis.call('HDEL', root .. ':viewing', id)
            if redis.call('HINCRBY', root .. ':viewers:' .. old, user, -1) <= 0 then redis.call('HDEL', root .. ':viewers:' .. old, user) end
          end
          if product then
            redis.call('HSET', root .. ':viewing', id, product)
            redis.call('HINCRBY', root .. ':viewers:' .. product, user, 1)
          end
        end
        local function leave(id, node)
          local connections = root .. ':node:' .. node
          redis.call('ZREM', connections, id)
          if redis.call('EXISTS', connections) == 0 then redis.call('ZREM', root .. ':nodes', node) end
        end
        local function remove(id, connection)
          look(id, connection.u, nil)
          redis.call('HDEL', root .. ':connections', id)
          leave(id, connection.n)
          redis.call('ZREM', root .. ':user:' .. connection.u, id)
          if redis.call('EXISTS', root .. ':user:' .. connection.u) == 1 then return false end
          redis.call('SREM', root .. ':users', connection.u)
          return true
        end
        local function find(id)
          local text = redis.call('HGET', root .. ':connections', id)
          return text and cjson.decode(text)
        end

        """;

    /// <summary>Adds a connection. ARGV: id, user, node, connected, expires. Answers 1 for the user's first, 0 for another, -1 for one of another user.</summary>
    public const string Connect = Shared + """
        local id, user, node = ARGV[1], ARGV[2], ARGV[3]
        local present = find(id)
        if present and present.u ~= user then return {-1} end
        local first = redis.call('EXISTS', root .. ':user:' .. user) == 0
        redis.call('HSET', root .. ':connections', id, cjson.encode({u = user, n = node}))
        redis.call('ZADD', root .. ':user:' .. user, ARGV[4], id)
        redis.call('SADD', root .. ':users', user)
        redis.call('ZADD', root .. ':node:' .. node, ARGV[5], id)
        redis.call('ZADD', root .. ':nodes', 'NX', 0, node)
        if present and present.n ~= node then leave(id, present.n) end
        return {first and 1 or 0}
        """;

    /// <summary>Removes connections. ARGV: user and id in turns. Answers the users who went offline.</summary>
    public const string Disconnect = Shared + """
        local gone = {}
        for i = 1, #ARGV, 2 do
          local connection = find(ARGV[i + 1])
          if connection and connection.u == ARGV[i] and remove(ARGV[i + 1], connection) then gone[#gone + 1] = ARGV[i] end
        end
        return gone
        """;

    /// <summary>Renews a node. ARGV: node, expires. Answers how many connections it has.</summary>
    public const string Renew = Shared + """
        redis.call('ZADD', root .. ':nodes', 'XX', ARGV[2], ARGV[1])
        return {redis.call('ZCARD', root .. ':node:' .. ARGV[1])}
        """;

    /// <summary>Removes leases that ran out. ARGV: now, the most at once. Answers how many were removed, then the users who went offline.</summary>
    public const string Reap = Shared + """
        local answer = {0}
        for _, node in ipairs(redis.call('ZRANGEBYSCORE', root .. ':nodes', '-inf', ARGV[1])) do
          local left = tonumber(ARGV[2]) - answer[1]
          if left <= 0 then break end
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', root .. ':node:' .. node, '-inf', ARGV[1], 'LIMIT', 0, left)) do
            answer[1] = answer[1] + 1
            local connection = find(id)
            if not connection then
              leave(id, node)
            elseif remove(id, connection) then
              answer[#answer + 1] = connection.u
            end
          end
        end
        return answer
        """;

    /// <summary>Describes users. ARGV: users. Answers connections and when the first connected, in turns; 0 and 0 for who is gone.</summary>
    public const string Describe = Shared + """
        local answer = {}
        for _, user in ipairs(ARGV) do
          local first = redis.call('ZRANGE', root .. ':user:' .. user, 0, 0, 'WITHSCORES')
          answer[#answer + 1] = redis.call('ZCARD', root .. ':user:' .. user)
          answer[#answer + 1] = first[2] or '0'
        end
        return answer
        """;

    /// <summary>Counts. Answers users, connections, then nodes and their connections in turns.</summary>
    public const string Stats = Shared + """
        local answer = {redis.call('SCARD', root .. ':users'), redis.call('HLEN', root .. ':connections')}
        for _, node in ipairs(redis.call('ZRANGE', root .. ':nodes', 0, -1)) do
          answer[#answer + 1] = node
          answer[#answer + 1] = redis.call('ZCARD', root .. ':node:' .. node)
        end
        return answer
        """;

    /// <summary>Notes what a connection looks at. ARGV: id, product or nothing. Answers how many users look at it.</summary>
    public const string View = Shared + """
        local product = ARGV[2] ~= '' and ARGV[2] or nil
        local connection = find(ARGV[1])
        if connection then look(ARGV[1], connection.u, product) end
        return {product and redis.call('HLEN', root .. ':viewers:' .. product) or 0}
        """;

    /// <summary>All users. Answers their ids.</summary>
    public const string Users = "return redis.call('SMEMBERS', KEYS[1] .. ':users')";
}
