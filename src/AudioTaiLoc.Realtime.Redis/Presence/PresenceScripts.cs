namespace AudioTaiLoc.Realtime.Redis.Presence;

/// <summary>
/// What Redis does with presence, each as one step. A set has the users who are online. A hash has every connection; a sorted set per
/// user its connections by when they connected; a sorted set per node its connections by when their own leases end; and one of the
/// nodes by when theirs do. A connection counts until both are over. A sorted set says until when users are online who lost a
/// connection, and a hash since when those are who lost the last. Keys are made from the root, the last of KEYS, and lie in one slot
/// with it.
/// </summary>
internal static class PresenceScripts
{
    private const string Shared = """
        local root = KEYS[#KEYS]
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
        local function remove(id, connection, till)
          local connections = root .. ':user:' .. connection.u
          local since = redis.call('ZSCORE', connections, id)
          look(id, connection.u, nil)
          redis.call('HDEL', root .. ':connections', id)
          leave(id, connection.n)
          redis.call('ZREM', connections, id)
          redis.call('ZADD', root .. ':until', 'GT', till, connection.u)
          if redis.call('EXISTS', connections) == 1 then return false end
          redis.call('HSET', root .. ':since', connection.u, since or '0')
          return true
        end
        local function find(id)
          local text = redis.call('HGET', root .. ':connections', id)
          return text and cjson.decode(text)
        end

        """;

    private const string ConnectStep = """
        local function connect(id, user, node, connected, expires)
          local present = find(id)
          if present and present.u ~= user then return -1 end
          redis.call('HSET', root .. ':connections', id, cjson.encode({u = user, n = node}))
          redis.call('ZADD', root .. ':user:' .. user, connected, id)
          redis.call('ZADD', root .. ':node:' .. node, expires, id)
          redis.call('ZADD', root .. ':nodes', 'NX', 0, node)
          redis.call('HDEL', root .. ':since', user)
          if present and present.n ~= node then leave(id, present.n) end
          return redis.call('SADD', root .. ':users', user)
        end

        """;

    private const string GoStep = """
        local function go(user, now)
          if redis.call('EXISTS', root .. ':user:' .. user) == 1 then return 0 end
          local till = redis.call('ZSCORE', root .. ':until', user)
          if till and tonumber(till) > tonumber(now) then return 0 end
          redis.call('ZREM', root .. ':until', user)
          redis.call('HDEL', root .. ':since', user)
          return redis.call('SREM', root .. ':users', user)
        end

        """;

    /// <summary>Adds a connection. ARGV: id, user, node, connected, expires. Answers 1 for who came online, 0 for who was, -1 for a connection of another user.</summary>
    public const string Connect = Shared + ConnectStep + "return {connect(unpack(ARGV))}";

    /// <summary>The step of a script that appends: as <see cref="Connect"/>, with an event for who came online. Answers epoch, position, 1, then as that does.</summary>
    public const string ConnectAndTell = Shared + ConnectStep + """
        local came = connect(unpack(ARGV, own))
        return {meta[1], came == 1 and append(1) or meta[2], 1, came}
        """;

    /// <summary>Takes a user offline. ARGV: user, now. Answers 1 when the user went, else 0.</summary>
    public const string Leave = Shared + GoStep + "return {go(unpack(ARGV))}";

    /// <summary>The step of a script that appends: as <see cref="Leave"/>, with an event for who went. Answers epoch, position, 1, then as that does.</summary>
    public const string LeaveAndTell = Shared + GoStep + """
        local went = go(unpack(ARGV, own))
        return {meta[1], went == 1 and append(1) or meta[2], 1, went}
        """;

    /// <summary>Removes a connection. ARGV: user, id, online until. Answers 1 when it was the user's last.</summary>
    public const string Disconnect = Shared + """
        local connection = find(ARGV[2])
        return {connection and connection.u == ARGV[1] and remove(ARGV[2], connection, ARGV[3]) and 1 or 0}
        """;

    /// <summary>Renews a node. ARGV: node, expires. Answers how many connections it has.</summary>
    public const string Renew = Shared + """
        redis.call('ZADD', root .. ':nodes', 'XX', ARGV[2], ARGV[1])
        return {redis.call('ZCARD', root .. ':node:' .. ARGV[1])}
        """;

    /// <summary>Removes leases that ran out. ARGV: now, the most at once. Answers how many were removed, then, when these were all, the users who may leave.</summary>
    public const string Reap = Shared + """
        local removed = 0
        for _, node in ipairs(redis.call('ZRANGEBYSCORE', root .. ':nodes', '-inf', ARGV[1])) do
          local left = tonumber(ARGV[2]) - removed
          if left <= 0 then break end
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', root .. ':node:' .. node, '-inf', ARGV[1], 'LIMIT', 0, left)) do
            removed = removed + 1
            local connection = find(id)
            if connection then
              remove(id, connection, ARGV[1])
            else
              leave(id, node)
            end
          end
        end
        local answer = {removed}
        if removed == tonumber(ARGV[2]) then return answer end
        for _, user in ipairs(redis.call('ZRANGEBYSCORE', root .. ':until', '-inf', ARGV[1])) do
          if redis.call('EXISTS', root .. ':user:' .. user) == 1 then
            redis.call('ZREM', root .. ':until', user)
          else
            answer[#answer + 1] = user
          end
        end
        return answer
        """;

    /// <summary>Describes users. ARGV: users. Answers whether the user is online, connections, and since when, in turns.</summary>
    public const string Describe = Shared + """
        local answer = {}
        for _, user in ipairs(ARGV) do
          local first = redis.call('ZRANGE', root .. ':user:' .. user, 0, 0, 'WITHSCORES')
          answer[#answer + 1] = redis.call('SISMEMBER', root .. ':users', user)
          answer[#answer + 1] = redis.call('ZCARD', root .. ':user:' .. user)
          answer[#answer + 1] = first[2] or redis.call('HGET', root .. ':since', user) or '0'
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
