namespace AudioTaiLoc.Realtime.Chat;

/// <summary>
/// One writer at a time per conversation, from the store to the log, so that messages are published in the order of
/// their sequences. Conversations share a fixed number of turns.
/// </summary>
internal sealed class ConversationTurns : IDisposable
{
    private const int Count = 256;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the conversation's turn; disposing the answer gives it on.</summary>
    public async ValueTask<Turn> TakeAsync(string conversationId, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)string.GetHashCode(conversationId, StringComparison.Ordinal) % Count];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turn);
    }

    public void Dispose()
    {
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
