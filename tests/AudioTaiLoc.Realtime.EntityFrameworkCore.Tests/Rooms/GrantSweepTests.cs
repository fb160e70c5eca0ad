using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Rooms;

/// <summary>Grants whose time is over do not stay for ever, and no statement looks at more than a few hundred rows for it.</summary>
public sealed class GrantSweepTests(PostgresServer server) : IDisposable
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly SqliteFile _file = new();
    private readonly FakeTimeProvider _time = new(Start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_over_goes_a_few_hundred_rows_at_a_time_and_what_is_valid_stays(bool postgres)
    {
        await using var stores = await CreateAsync(postgres);
        await stores.Grants.GrantManyAsync(
            [.. Enumerable.Range(0, 1200).Select(i => new RoomGrant($"order:{i:0000}", "user_1", Start, null, i % 2 == 0 ? Start.AddMinutes(1) : null))], Cancellation);

        // The first step went with the grants themselves, which were all valid then; so the next one begins after 500 rows.
        await StepAsync(stores, 250);
        await StepAsync(stores, 100);
        await StepAsync(stores, 250);
        await StepAsync(stores, 0);

        Assert.Equal(600 + 1, await CountAsync(stores));
    }

    [Fact]
    public async Task Two_nodes_sweep_at_once()
    {
        var database = await server.CreateDatabaseAsync();
        await using var one = await TestStores.CreateAsync(options => options.UseNpgsql(database), _time);
        await using var two = await TestStores.CreateAsync(options => options.UseNpgsql(database), _time);
        await one.Grants.GrantManyAsync(
            [.. Enumerable.Range(0, 400).Select(i => new RoomGrant($"order:{i:0000}", "user_1", Start, null, Start.AddMinutes(1)))], Cancellation);
        _time.Advance(TimeSpan.FromMinutes(5));

        await Task.WhenAll(
            one.Grants.GrantAsync(new("order:0001", "user_1", Start), Cancellation).AsTask(),
            two.Grants.GrantAsync(new("order:0002", "user_1", Start), Cancellation).AsTask());
        _time.Advance(TimeSpan.FromMinutes(5));
        await one.Grants.GrantAsync(new("order:0001", "user_1", Start), Cancellation);

        Assert.Equal(2, await CountAsync(one));
    }

    private async Task<TestStores> CreateAsync(bool postgres)
    {
        var database = postgres ? await server.CreateDatabaseAsync() : null;
        return await TestStores.CreateAsync(
            options => _ = postgres ? options.UseNpgsql(database) : options.UseSqlite(_file.ConnectionString), _time);
    }

    private async Task StepAsync(TestStores stores, int removed)
    {
        // Behind all the others, so that the rows of a step are those counted.
        var before = await CountAsync(stores);
        _time.Advance(TimeSpan.FromMinutes(2));
        var isNew = await stores.Grants.GrantAsync(new("z:last", "user_1", Start), Cancellation);
        Assert.Equal(before - removed + (isNew ? 1 : 0), await CountAsync(stores));
    }

    private static async Task<int> CountAsync(TestStores stores)
    {
        await using var context = await stores.Contexts.CreateDbContextAsync(Cancellation);
        return await context.Set<GrantRow>().CountAsync(Cancellation);
    }
}
