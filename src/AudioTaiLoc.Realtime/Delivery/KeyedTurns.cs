namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// One at a time per key, from a store to the log, so that events are published in the order in which the store changed.
/// Keys share a fixed number of turns.
/// </summary>
internal class KeyedTurns : IDisposable
{
    private const int Count = 256;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the key's turn; disposing the answer gives it on.</summary>
    public async ValueTask<Turn> TakeAsync(string key, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)string.GetHashCode(key, StringComparison.Ordinal) % Count];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turn);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }

    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
