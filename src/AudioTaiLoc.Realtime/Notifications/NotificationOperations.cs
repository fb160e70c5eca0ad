using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Notifications;

/// <summary>Reading one's own inbox.</summary>
internal sealed class NotificationOperations(INotificationInbox inbox) : IOperationSource
{
    // What an inbox keeps is its own setting, whichever inbox it is; no setting may be larger than this.
    private const int LargestInbox = 10_000;

    public void AddTo(OperationTable table)
    {
        table.Add("notification:list", NotificationsJson.Default.EmptyRequest, ListAsync);
        table.Add("notification:read", NotificationsJson.Default.NotificationReadRequest, ReadAsync);
    }

    private async ValueTask<Ack> ListAsync(Connection caller, EmptyRequest request, CancellationToken cancellationToken)
    {
        var notifications = await inbox.ListAsync(caller.UserId!, LargestInbox, cancellationToken).ConfigureAwait(false);
        var unread = await inbox.CountUnreadAsync(caller.UserId!, cancellationToken).ConfigureAwait(false);
        return new InboxAck(unread, notifications);
    }

    private async ValueTask<Ack> ReadAsync(Connection caller, NotificationReadRequest request, CancellationToken cancellationToken)
    {
        var ids = Require.Ids(request.NotificationIds, "notificationIds", LargestInbox);
        await inbox.MarkReadAsync(caller.UserId!, ids, cancellationToken).ConfigureAwait(false);
        return new InboxAck(await inbox.CountUnreadAsync(caller.UserId!, cancellationToken).ConfigureAwait(false));
    }
}
