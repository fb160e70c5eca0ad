namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>Reads all grants of a room, page by page: for whoever has to tell every one of them.</summary>
internal static class RoomGrantPages
{
    private const int PageSize = 1000;

    public static async ValueTask<IReadOnlyList<RoomGrant>> ListAllByRoomAsync(
        this IRoomGrantStore store, string room, CancellationToken cancellationToken = default)
    {
        var page = await store.ListByRoomAsync(room, null, PageSize, cancellationToken).ConfigureAwait(false);
        if (page.Count < PageSize)
        {
            return page;
        }

        var all = new List<RoomGrant>(page);
        do
        {
            page = await store.ListByRoomAsync(room, all[^1].UserId, PageSize, cancellationToken).ConfigureAwait(false);
            all.AddRange(page);
        }
        while (page.Count == PageSize);
        return all;
    }
}
