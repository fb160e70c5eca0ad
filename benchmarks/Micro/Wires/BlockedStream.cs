using System.Threading.Tasks.Sources;

namespace AudioTaiLoc.Realtime.Micro.Wires;

/// <summary>A client's stream whose first write does not complete until it is let go: meanwhile frames wait in the outbox.</summary>
internal sealed class BlockedStream : MemoryStream, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _write;
    private bool _isBlocked;

    /// <summary>The next write waits.</summary>
    public void Block()
    {
        _write.Reset();
        _isBlocked = true;
    }

    /// <summary>Completes the waiting write; what follows is written on this thread.</summary>
    public void LetGo() => _write.SetResult(true);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isBlocked)
        {
            return ValueTask.CompletedTask;
        }

        _isBlocked = false;
        return new(this, _write.Version);
    }

    public void GetResult(short token) => _write.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _write.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _write.OnCompleted(continuation, state, token, flags);
}
