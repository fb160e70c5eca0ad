namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>An entry of the log as the model knows it; a target of null is a revoke or a kick.</summary>
internal sealed record ModelEntry(long Position, EventTarget? Target, bool IsVolatile = false, string? Except = null)
{
    public bool IsFor(ModelClient client) => Target is { } target && Except != client.Connection.Id && target.Kind switch
    {
        EventTargetKind.Everyone => true,
        EventTargetKind.SignedIn => client.UserId is not null,
        EventTargetKind.Room => client.Rooms.ContainsKey(target.Name!),
        EventTargetKind.User => client.UserId == target.Name,
        _ => client.UserId is { } userId && target.UserIds!.Contains(userId),
    };
}
