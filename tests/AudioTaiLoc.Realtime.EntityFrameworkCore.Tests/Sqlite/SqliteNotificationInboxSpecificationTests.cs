using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Sqlite;

public sealed class SqliteNotificationInboxSpecificationTests : NotificationInboxSpecification, IAsyncDisposable
{
    private readonly SqliteFile _file = new();
    private TestStores? _stores;

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }

        _file.Dispose();
    }

    protected override async ValueTask<INotificationInbox> CreateAsync(int maxPerUser)
    {
        _stores = await TestStores.CreateAsync(options => options.UseSqlite(_file.ConnectionString), Time, options => options.InboxSize = maxPerUser);
        return _stores.Inbox;
    }
}
