using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Outages;

/// <summary>What is an outage, and what is not.</summary>
public sealed class SqliteOutageTests : IDisposable
{
    private readonly SqliteFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_file_that_another_process_locks_is_unavailable_and_heals()
    {
        await using var stores = await CreateAsync();
        await using (var other = new SqliteConnection(_file.ConnectionString))
        {
            await other.OpenAsync(Cancellation);
            await using var transaction = other.BeginTransaction();

            var exception = await Assert.ThrowsAsync<RealtimeException>(() => GrantAsync(stores));

            Assert.Equal(RealtimeErrorCodes.Unavailable, exception.Code);
        }

        Assert.True(await GrantAsync(stores));
    }

    [Fact]
    public async Task A_callers_own_cancellation_is_no_outage()
    {
        await using var stores = await CreateAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await stores.Chat.FindAsync("conv_789", new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_fault_of_ours_is_not_called_an_outage()
    {
        await using var stores = await CreateAsync();
        await using (var context = await stores.Contexts.CreateDbContextAsync(Cancellation))
        {
            await context.Database.ExecuteSqlRawAsync("DROP TABLE realtime_grants", Cancellation);
        }

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => GrantAsync(stores));

        Assert.IsNotType<RealtimeException>(exception);
    }

    // One second: SQLite's own patience with a lock.
    private Task<TestStores> CreateAsync() => TestStores.CreateAsync(
        options => options.UseSqlite(_file.ConnectionString.Replace("Timeout=10", "Timeout=1", StringComparison.Ordinal)), TimeProvider.System);

    private static Task<bool> GrantAsync(TestStores stores) =>
        stores.Grants.GrantAsync(new("order:order_123", "user_123", DateTimeOffset.UtcNow), Cancellation).AsTask();
}
