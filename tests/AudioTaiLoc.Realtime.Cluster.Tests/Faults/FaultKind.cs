namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>What a run lets happen.</summary>
internal enum FaultKind
{
    /// <summary>A node is ended by <c>kill -9</c> and started again.</summary>
    NodeKilled,

    /// <summary>A node is ended by SIGTERM, as in a deploy, and started again.</summary>
    NodeStopped,

    /// <summary>A node stands still for some seconds, with its connections open.</summary>
    NodeFrozen,

    /// <summary>One node cannot reach Redis for some seconds.</summary>
    NodeCutOff,

    /// <summary>Redis is killed and started again with what it kept.</summary>
    RedisRestarted,

    /// <summary>Redis stands still for some seconds.</summary>
    RedisFrozen,

    /// <summary>nginx takes new workers; the old ones cut their connections.</summary>
    ProxyReloaded,
}
