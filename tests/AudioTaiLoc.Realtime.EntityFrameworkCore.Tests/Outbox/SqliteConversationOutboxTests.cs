using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Outbox;

public sealed class SqliteConversationOutboxTests : ConversationOutboxTests
{
    private readonly SqliteFile _file = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync() => new(options => options.UseSqlite(_file.ConnectionString));
}
