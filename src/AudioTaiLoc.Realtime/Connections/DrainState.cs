namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Whether this node lets its connections go because the host stops; with that it is not ready for new ones.</summary>
internal sealed class DrainState : IReadinessSource
{
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hasBegun;

    public bool HasBegun => _hasBegun;

    /// <summary>Completes when the last connection has gone.</summary>
    public Task Emptied => _emptied.Task;

    public string? Obstacle => _hasBegun ? "The node is stopping." : null;

    public void Begin() => _hasBegun = true;

    /// <summary>Told of each connection that has gone.</summary>
    public void Left(int remaining)
    {
        if (_hasBegun && remaining == 0)
        {
            _emptied.TrySetResult();
        }
    }
}
