namespace AudioTaiLoc.Realtime;

/// <summary>
/// Something that this node needs to be of use, such as the server of a store. Register it as a singleton: while one of them has an
/// obstacle, the health check <c>realtime</c> says that the node is not ready.
/// </summary>
public interface IReadinessSource
{
    /// <summary>What stands in the way, as a sentence for operators; null for nothing. It is asked often and must answer at once.</summary>
    string? Obstacle { get; }
}
