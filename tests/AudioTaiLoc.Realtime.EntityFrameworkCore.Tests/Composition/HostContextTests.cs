using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Composition;

/// <summary>The tables in a host's own context, in a schema of its own, beside its own tables.</summary>
public sealed class HostContextTests(PostgresServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stores_work_in_the_hosts_own_context_and_schema()
    {
        var database = await server.CreateDatabaseAsync();
        var services = new ServiceCollection();
        services.AddDbContextFactory<ShopContext>(options => options.UseNpgsql(database));
        new Builder(services).UseEntityFrameworkCore<ShopContext>();
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await using (var context = await provider.GetRequiredService<IDbContextFactory<ShopContext>>().CreateDbContextAsync(Cancellation))
        {
            await context.Database.EnsureCreatedAsync(Cancellation);
        }

        var chat = provider.GetRequiredService<IChatStore>();
        var reminders = provider.GetRequiredService<IReminderStore>();
        await chat.CreateAsync(new("conv_789", null, ["user_123"], DateTimeOffset.UtcNow), Cancellation);
        await chat.AppendAsync(new("conv_789", "user_456", null, "text", DateTimeOffset.UtcNow, "k1"), Cancellation);
        await reminders.ScheduleAsync(new("r1", "user_123", DateTimeOffset.UnixEpoch, "{}"u8.ToArray()), Cancellation);

        Assert.Equal(1, Assert.Single(await chat.ListAsync("user_123", 10, Cancellation)).UnreadCount);
        Assert.Single(await reminders.ClaimDueAsync(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddMinutes(1), 10, Cancellation));
        Assert.True(await provider.GetRequiredService<IRoomGrantStore>().GrantAsync(new("order:order_123", "user_123", DateTimeOffset.UtcNow), Cancellation));
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand("SELECT count(*) FROM shop.realtime_messages, shop.realtime_grants");
        Assert.Equal(1L, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_context_without_the_tables_says_what_to_call()
    {
        using var file = new SqliteFile();
        var services = new ServiceCollection();
        services.AddDbContextFactory<BareContext>(options => options.UseSqlite(file.ConnectionString));
        new Builder(services).UseEntityFrameworkCore<BareContext>();
        await using var provider = services.BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await provider.GetRequiredService<IRoomGrantStore>().GrantAsync(new("order:order_123", "user_123", DateTimeOffset.UtcNow), Cancellation));

        Assert.Contains("UseAudioTaiLocRealtime", exception.Message, StringComparison.Ordinal);
    }

    internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.HasDefaultSchema("shop");
            modelBuilder.UseAudioTaiLocRealtime();
        }
    }

    internal sealed class BareContext(DbContextOptions<BareContext> options) : DbContext(options);

    private sealed record Builder(IServiceCollection Services) : IRealtimeBuilder;
}
