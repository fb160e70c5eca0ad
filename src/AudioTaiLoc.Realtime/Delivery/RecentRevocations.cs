namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Remembers revokes for as long as a check of rights that began before them may still be under way.</summary>
internal sealed class RecentRevocations(TimeProvider time)
{
    // No call that asks an authorizer lasts longer: it is cancelled before (see OperationPipeline.CallTimeout).
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly Dictionary<(string Room, string UserId), long> _positions = [];
    private readonly Queue<(DateTimeOffset At, (string Room, string UserId) Key, long Position)> _order = new();

    public void Add(string room, string userId, long position)
    {
        var now = time.GetUtcNow();
        while (_order.TryPeek(out var oldest) && oldest.At + Kept < now)
        {
            _order.Dequeue();
            if (_positions.GetValueOrDefault(oldest.Key) == oldest.Position)
            {
                _positions.Remove(oldest.Key);
            }
        }

        _positions[(room, userId)] = position;
        _order.Enqueue((now, (room, userId), position));
    }

    public bool WasRevokedAfter(string room, string userId, long position) =>
        _positions.TryGetValue((room, userId), out var revokedAt) && revokedAt > position;
}
