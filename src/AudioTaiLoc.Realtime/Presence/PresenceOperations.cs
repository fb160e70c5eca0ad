using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>Who is online, and how many look at a product.</summary>
internal sealed class PresenceOperations(IPresenceStore store, PolicyCheck policies, RealtimeOptions options) : IOperationSource
{
    public void AddTo(OperationTable table)
    {
        table.Add("presence:list", PresenceJson.Default.EmptyRequest, ListAsync);
        table.Add("presence:viewing", PresenceJson.Default.ViewingRequest, ViewAsync);
    }

    private async ValueTask<Ack> ListAsync(Connection caller, EmptyRequest request, CancellationToken cancellationToken)
    {
        if (options.Presence.ListPolicy is { } policy && !await policies.IsMetAsync(caller.User, policy).ConfigureAwait(false))
        {
            throw new RealtimeException(RealtimeErrorCodes.Forbidden, "You may not see who is online.");
        }

        return new PresenceListAck(await store.ListAsync(cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<Ack> ViewAsync(Connection caller, ViewingRequest request, CancellationToken cancellationToken)
    {
        var productId = Require.OptionalId(request.ProductId, "productId");
        return new ViewersAck(await store.SetViewingAsync(caller.LeaseId, productId, cancellationToken).ConfigureAwait(false));
    }
}
