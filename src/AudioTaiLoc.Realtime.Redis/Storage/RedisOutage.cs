using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Storage;

/// <summary>Tells a Redis that is down, where trying again helps, from a fault of ours; and says what is wrong at the start.</summary>
internal static class RedisOutage
{
    // https://redis.io/docs/latest/develop/reference/protocol-spec/: an error reply begins with its code.
    private static readonly string[] Codes = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "OOM", "BUSY", "NOREPLICAS", "MISCONF"];

    public static bool Is(Exception exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException or ObjectDisposedException => true,
        // What Describe made: the connection was never open.
        InvalidOperationException { InnerException: RedisConnectionException } => true,
        RedisServerException server => Array.Exists(
            Codes,
            code => server.Message.StartsWith(code, StringComparison.Ordinal) || server.Message.Contains("-" + code, StringComparison.Ordinal)),
        _ => false,
    };

    /// <summary>A sentence for whoever starts the host; nothing secret is in it.</summary>
    public static string Describe(string address, RedisConnectionException exception)
    {
        var reason = IsRefusal(exception)
            ? "it refuses the user name or the password"
            : "it cannot be reached";
        return $"Redis at {address} cannot be used: {reason}. Check the address and the log-in that UseRedis was given.";
    }

    private static bool IsRefusal(RedisConnectionException exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                || inner.Message.Contains("WRONGPASS", StringComparison.Ordinal)
                || inner.Message.Contains("NOAUTH", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
