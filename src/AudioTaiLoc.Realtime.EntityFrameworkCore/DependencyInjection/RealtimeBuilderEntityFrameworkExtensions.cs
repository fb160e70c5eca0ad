using AudioTaiLoc.Realtime.EntityFrameworkCore;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Notifications;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Reminders;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Rooms;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime;

/// <summary>Keeps chat, room grants, reminders and the inbox in a database.</summary>
public static class RealtimeBuilderEntityFrameworkExtensions
{
    // A moment at which the database is slow has as many at once as calls wait for it. At 20 KiB each, more than this are not
    // kept for the next such moment; they are made and dropped.
    private const int KeptContexts = 64;

    /// <summary>
    /// Keeps chat, room grants, reminders and the inbox in the host's own context, whose model has the tables
    /// (<see cref="RealtimeModelBuilderExtensions.UseAudioTaiLocRealtime"/>). The host registers an
    /// <see cref="IDbContextFactory{TContext}"/> for it, and makes the tables with its own migrations. SQLite and PostgreSQL (Npgsql) are served.
    /// </summary>
    public static IRealtimeBuilder UseEntityFrameworkCore<TContext>(this IRealtimeBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<EntityFrameworkStoreOptions>()
            .Validate(options => options.Timeout > TimeSpan.Zero, "The stores' Timeout must be positive.")
            .Validate(options => options.InboxSize is >= 1 and <= 10_000, "The stores' InboxSize must lie between 1 and 10,000.")
            .ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Replace(ServiceDescriptor.Singleton<RealtimeDatabase>(provider => new RealtimeDatabase<TContext>(
            provider.GetRequiredService<IDbContextFactory<TContext>>(),
            provider.GetRequiredService<IOptions<EntityFrameworkStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>())));
        builder.Services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<EntityFrameworkStoreOptions>>().Value);
        return builder
            .UseChatStore<EntityFrameworkChatStore>()
            .UseRoomGrantStore<EntityFrameworkRoomGrantStore>()
            .UseReminderStore<EntityFrameworkReminderStore>()
            .UseNotificationInbox<EntityFrameworkNotificationInbox>();
    }

    /// <summary>Keeps chat, room grants, reminders and the inbox in <see cref="RealtimeDbContext"/>, which is registered here; <c>Database.MigrateAsync()</c> makes its tables.</summary>
    /// <param name="builder">The real-time layer.</param>
    /// <param name="database">Chooses the database, such as <c>options.UseNpgsql(connectionString)</c>.</param>
    public static IRealtimeBuilder UseEntityFrameworkCore(this IRealtimeBuilder builder, Action<DbContextOptionsBuilder> database)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(database);
        builder.Services.AddPooledDbContextFactory<RealtimeDbContext>(database, KeptContexts);
        return builder.UseEntityFrameworkCore<RealtimeDbContext>();
    }
}
