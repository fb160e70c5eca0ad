using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Concurrency;

public sealed class KeptContextsTests
{
    [Fact]
    public async Task What_a_burst_of_calls_needed_is_not_kept_for_ever()
    {
        using var file = new SqliteFile();
        await using var stores = await TestStores.CreateAsync(options => options.UseSqlite(file.ConnectionString), TimeProvider.System);

        var contexts = UseAtOnce(stores, 300);
        GC.Collect();

        Assert.InRange(contexts.Count(context => context.IsAlive), 1, 64);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] UseAtOnce(TestStores stores, int count)
    {
        var contexts = Enumerable.Range(0, count).Select(_ => stores.Contexts.CreateDbContext()).ToArray();
        foreach (var context in contexts)
        {
            context.Dispose();
        }

        return [.. contexts.Select(context => new WeakReference(context))];
    }
}
