using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Outbox;

public sealed class PostgresConversationOutboxTests(PostgresServer server) : ConversationOutboxTests
{
    private string? _database;

    protected override async ValueTask<Action<DbContextOptionsBuilder>> ChooseDatabaseAsync()
    {
        var database = _database ??= await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(database);
    }
}
