using Microsoft.AspNetCore.SignalR;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <content>What SignalR's own senders would use. The hub is internal, so nothing can reach these.</content>
internal sealed partial class SignalRConnections
{
    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NotHere();

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NotHere();

    private static NotSupportedException NotHere() => new("Events are published through IRealtimeService.");
}
