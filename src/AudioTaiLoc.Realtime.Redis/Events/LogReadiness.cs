namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>A node that cannot follow the log is not ready.</summary>
internal sealed class LogReadiness(RedisEventLog log) : IReadinessSource
{
    public string? Obstacle => log.Obstacle;
}
