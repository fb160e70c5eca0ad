using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Sqlite;

public sealed class SqliteChatStoreReadingSpecificationTests : ChatStoreReadingSpecification, IAsyncDisposable
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

    protected override async ValueTask<IChatStore> CreateAsync()
    {
        _stores = await TestStores.CreateAsync(options => options.UseSqlite(_file.ConnectionString), Time);
        return _stores.Chat;
    }
}
