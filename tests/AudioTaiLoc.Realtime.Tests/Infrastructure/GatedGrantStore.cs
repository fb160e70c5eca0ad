using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>A grant store as a host may choose one: it counts what it is asked, answers when the test lets it, or fails.</summary>
internal sealed class GatedGrantStore(InMemoryRoomGrantStore inner) : IRoomGrantStore
{
    private int _lookups;

    /// <summary>How often it was asked for a grant.</summary>
    public int Lookups => Volatile.Read(ref _lookups);

    /// <summary>What is waited for between reading a grant and answering with it.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    /// <summary>When set, every call fails with it.</summary>
    public Exception? Fault { get; set; }

    public async ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _lookups);
        var found = await Working.FindAsync(room, userId, cancellationToken);
        await BeforeAnswer();
        return found;
    }

    public ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default) => Working.GrantAsync(grant, cancellationToken);

    public ValueTask<IReadOnlyList<RoomGrantKey>> GrantManyAsync(IReadOnlyList<RoomGrant> grants, CancellationToken cancellationToken = default) =>
        Working.GrantManyAsync(grants, cancellationToken);

    public ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default) =>
        Working.RevokeAsync(room, userId, cancellationToken);

    public ValueTask<IReadOnlyList<RoomGrantKey>> RevokeManyAsync(IReadOnlyList<RoomGrantKey> grants, CancellationToken cancellationToken = default) =>
        Working.RevokeManyAsync(grants, cancellationToken);

    public ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(
        string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default) =>
        Working.ListByRoomAsync(room, afterUserId, limit, cancellationToken);

    public ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(
        string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default) =>
        Working.ListByUserAsync(userId, afterRoom, limit, cancellationToken);

    private InMemoryRoomGrantStore Working => Fault is null ? inner : throw Fault;
}
