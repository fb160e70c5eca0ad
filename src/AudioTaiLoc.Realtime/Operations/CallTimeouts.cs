namespace AudioTaiLoc.Realtime.Operations;

/// <summary>
/// Gives calls a token that ends them when they last too long. Calls of the same second share one, so that a call costs
/// no timer of its own; it may end up to a second early.
/// </summary>
internal sealed class CallTimeouts(TimeProvider time)
{
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Generation? _current;

    public CancellationToken Next(TimeSpan timeout)
    {
        var current = Volatile.Read(ref _current);
        return current is not null && time.GetElapsedTime(current.Started) < Shared ? current.Token : Renew(timeout);
    }

    private CancellationToken Renew(TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_current is null || time.GetElapsedTime(_current.Started) >= Shared)
            {
                // Not disposed: its timer ends it, and calls still look at the one before.
                _current = new Generation(time.GetTimestamp(), new CancellationTokenSource(timeout, time).Token);
            }

            return _current.Token;
        }
    }

    private sealed record Generation(long Started, CancellationToken Token);
}
