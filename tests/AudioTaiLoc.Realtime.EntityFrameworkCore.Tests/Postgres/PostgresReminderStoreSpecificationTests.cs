using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Postgres;

public sealed class PostgresReminderStoreSpecificationTests(PostgresServer server) : ReminderStoreSpecification, IAsyncDisposable
{
    private TestStores? _stores;

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }
    }

    protected override async ValueTask<IReminderStore> CreateAsync()
    {
        var database = await server.CreateDatabaseAsync();
        _stores = await TestStores.CreateAsync(options => options.UseNpgsql(database), Time);
        return _stores.Reminders;
    }
}
