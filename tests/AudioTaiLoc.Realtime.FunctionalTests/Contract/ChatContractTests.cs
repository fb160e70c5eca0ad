using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Builder;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Tests of chat's contract: they hold wherever conversations are kept. A class of its own runs each over a database.</summary>
public abstract class ChatContractTests : IDisposable
{
    private readonly Lazy<SqliteStores> _stores = new();

    /// <summary>True to keep conversations and grants in a database.</summary>
    protected virtual bool IsInDatabase => false;

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_stores.IsValueCreated)
        {
            _stores.Value.Dispose();
        }
    }

    private protected Task<RealtimeHost> StartHostAsync(
        Action<RealtimeOptions>? configure = null, Action<WebApplicationBuilder>? build = null, TimeProvider? time = null)
    {
        if (!IsInDatabase)
        {
            return RealtimeHost.StartAsync(configure, build, time: time);
        }

        var database = _stores.Value.CreateDatabase();
        return RealtimeHost.StartAsync(
            configure,
            builder =>
            {
                SqliteStores.Compose(builder, database);
                build?.Invoke(builder);
            },
            SqliteStores.Migrate,
            time);
    }
}
