using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Postgres;

public sealed class PostgresNotificationInboxSpecificationTests(PostgresServer server) : NotificationInboxSpecification, IAsyncDisposable
{
    private TestStores? _stores;

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }
    }

    protected override async ValueTask<INotificationInbox> CreateAsync(int maxPerUser)
    {
        var database = await server.CreateDatabaseAsync();
        _stores = await TestStores.CreateAsync(options => options.UseNpgsql(database), Time, options => options.InboxSize = maxPerUser);
        return _stores.Inbox;
    }
}
