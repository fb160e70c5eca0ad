using AudioTaiLoc.Realtime;
using AudioTaiLoc.Realtime.Admission;
using AudioTaiLoc.Realtime.Chat;
using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.DependencyInjection;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Health;
using AudioTaiLoc.Realtime.Notifications;
using AudioTaiLoc.Realtime.Operations;
using AudioTaiLoc.Realtime.Presence;
using AudioTaiLoc.Realtime.Publishing;
using AudioTaiLoc.Realtime.Reminders;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Sessions;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Statistics;
using AudioTaiLoc.Realtime.Timing;
using AudioTaiLoc.Realtime.Updates;
using AudioTaiLoc.Realtime.Wires.SignalR;
using AudioTaiLoc.Realtime.Wires.SocketIo;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the real-time layer to a host.</summary>
public static class AudioTaiLocRealtimeServiceCollectionExtensions
{
    /// <summary>
    /// Adds the real-time layer with its embedded stores. Settings come from the section <c>AudioTaiLoc:Realtime</c>, the
    /// environment names <c>WEBSOCKET_…</c> and <paramref name="configure"/>, the later winning. Calling it again only adds
    /// settings.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Settings in code; null for none.</param>
    /// <returns>The place to plug in stores.</returns>
    public static IRealtimeBuilder AddAudioTaiLocRealtime(this IServiceCollection services, Action<RealtimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.All(descriptor => descriptor.ServiceType != typeof(RealtimePaths)))
        {
            services.AddOptionsOfRealtime();
            services.AddAdmission();
            // Before the core, since hosted services are stopped in reverse: connections are told first, then sessions end.
            services.AddSocketIoWire();
            services.AddCore();
            services.AddStores();
            services.AddFeatures();
            services.AddSignalRWire();
        }

        return new RealtimeBuilder(services);
    }

    private static void AddOptionsOfRealtime(this IServiceCollection services)
    {
        services.AddOptions<RealtimeOptions>().ValidateOnStart();
        // First of all, so that what the host sets in code wins wherever it was said.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<RealtimeOptions>>(
            provider => new RealtimeOptionsReader(provider.GetService<IConfiguration>())));
        services.AddSingleton<IValidateOptions<RealtimeOptions>, RealtimeOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<RealtimeOptions>>().Value);
        services.AddSingleton<IOptionsChangeTokenSource<RealtimeOptions>, RealtimeOptionsChanges>();
        services.AddSingleton<LiveRateLimits>();
    }

    private static void AddAdmission(this IServiceCollection services)
    {
        services.AddCors();
        services.AddSingleton<RealtimePaths>();
        services.AddSingleton<OriginPolicy>();
        services.AddSingleton<HandshakeGate>();
        services.AddSingleton<IStartupFilter, OriginStartupFilter>();
        services.AddSingleton<IHostedService, StartupCheck>();

        var hosts = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(IHttpContextFactory));
        services.Replace(ServiceDescriptor.Singleton<IHttpContextFactory>(provider =>
            new AccessTokenContextFactory(CreateContextFactory(provider, hosts), provider.GetRequiredService<RealtimePaths>())));
    }

    private static IHttpContextFactory CreateContextFactory(IServiceProvider provider, ServiceDescriptor? hosts) => hosts switch
    {
        { ImplementationInstance: IHttpContextFactory instance } => instance,
        { ImplementationFactory: { } factory } => (IHttpContextFactory)factory(provider),
        { ImplementationType: { } type } => (IHttpContextFactory)ActivatorUtilities.CreateInstance(provider, type),
        _ => new DefaultHttpContextFactory(provider),
    };

    private static void AddCore(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RealtimeMetrics>();
        services.AddSingleton<DeadlineQueue>();
        services.AddSingleton<ClosingRecorder>();
        services.AddSingleton<LimitRecorder>();
        services.AddSingleton<LiveFlowLimits>();
        services.AddSingleton<ConnectionQuota>();
        services.AddSingleton<RoomGrantCache>();
        services.AddSingleton<RoomGate>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<PayloadSerializer>();
        services.AddSingleton<ConflationRates>();
        services.AddSingleton<EventPublisher>();
        services.AddSingleton<RoomSubscriber>();
        services.AddSingleton<SessionKeeper>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<SessionKeeper>());
        services.AddSingleton<SessionRecovery>();
        services.AddSingleton<DrainState>();
        services.AddSingleton<IReadinessSource>(provider => provider.GetRequiredService<DrainState>());
        services.AddSingleton<ConnectionLifetime>();
        services.AddSingleton<ConnectionDrain>();
        services.AddSingleton<IRoomAccess, RoomAccess>();
        services.AddSingleton<IHostedService, DeliveryService>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxRelay>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<OutboxRelay>());

        services.AddSingleton<OperationTable>();
        services.AddSingleton<OperationPipeline>();
        services.AddSingleton<CallLimiter>();
        services.AddSingleton<IConnectionObserver>(provider => provider.GetRequiredService<CallLimiter>());
        services.AddSingleton<CallTimeouts>();
        services.AddSingleton<PolicyCheck>();
    }

    private static void AddStores(this IServiceCollection services)
    {
        services.TryAddSingleton<IEventLog>(provider =>
        {
            var log = provider.GetRequiredService<RealtimeOptions>().EventLog;
            return new InMemoryEventLog(
                new EventLogLimits(log.MaximumEntries, log.MaximumBytes, log.MaximumAge), provider.GetRequiredService<TimeProvider>());
        });
        services.TryAddSingleton<IRoomGrantStore, InMemoryRoomGrantStore>();
        services.TryAddSingleton<IPresenceStore, InMemoryPresenceStore>();
        services.TryAddSingleton<IChatStore, InMemoryChatStore>();
        services.TryAddSingleton<ISessionStore>(provider => new InMemorySessionStore(
            provider.GetRequiredService<RealtimeOptions>().Recovery.MaximumSessions, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IReminderStore, InMemoryReminderStore>();
        services.TryAddSingleton<INotificationInbox>(provider => new InMemoryNotificationInbox(
            provider.GetRequiredService<RealtimeOptions>().Notifications.InboxSize, provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRoomAuthorizer, GrantRoomAuthorizer>(
            provider => new GrantRoomAuthorizer(provider.GetRequiredService<RoomGrantCache>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRoomAuthorizer, ChatStaffAuthorizer>());
    }

    private static void AddFeatures(this IServiceCollection services)
    {
        services.AddSingleton<StatusUpdates>();
        services.AddSingleton<InventoryUpdates>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<StatisticsReader>();

        services.AddSingleton<PresenceTurns>();
        services.AddSingleton<PresenceChanges>();
        services.AddSingleton<PresenceTracker>();
        services.AddSingleton<IConnectionObserver>(provider => provider.GetRequiredService<PresenceTracker>());
        services.AddSingleton<IHostedService, PresenceRenewal>();

        services.AddSingleton<ReminderSignal>();
        services.AddSingleton<ReminderScheduler>();
        services.AddSingleton<IReminderDelivery, ReminderDelivery>();
        services.AddSingleton<IHostedService, ReminderService>();

        services.AddSingleton<ChatRoom>();
        services.AddSingleton<ConversationTurns>();
        services.AddSingleton<ChatChanges>();
        services.AddSingleton<ConversationChanges>();
        services.AddSingleton<TypingTracker>();
        services.AddSingleton<IConnectionObserver>(provider => provider.GetRequiredService<TypingTracker>());
        services.AddSingleton<IConversations, Conversations>();

        services.AddSingleton<IOperationSource, SubscriptionOperations>();
        services.AddSingleton<IOperationSource, ConversationOperations>();
        services.AddSingleton<IOperationSource, MessageOperations>();
        services.AddSingleton<IOperationSource, ReceiptOperations>();
        services.AddSingleton<IOperationSource, TypingOperations>();
        services.AddSingleton<IOperationSource, NotificationOperations>();
        services.AddSingleton<IOperationSource, PresenceOperations>();
        services.AddSingleton<IOperationSource, PingOperations>();

        services.AddSingleton<IRealtimeService, RealtimeService>();
        services.AddHealthChecks().AddCheck<ReadinessCheck>(ReadinessCheck.Name, tags: [ReadinessCheck.Tag]);
    }

    private static void AddSignalRWire(this IServiceCollection services)
    {
        // Only a hub whose options were added this way has options of its own; ours are set by RealtimeHubOptionsSetup.
        services.AddSignalR().AddHubOptions<RealtimeHub>(_ => { });
        services.AddSingleton<SignalREncoder>();
        services.AddSingleton<SignalRFlow>();
        services.AddSingleton<CompressedRecords>();
        services.AddSingleton<HubLifetimeManager<RealtimeHub>, SignalRConnections>();
        services.AddSingleton<IConfigureOptions<HubOptions<RealtimeHub>>, RealtimeHubOptionsSetup>();
    }

    private static void AddSocketIoWire(this IServiceCollection services)
    {
        services.AddSingleton(provider => new SocketIoNamespace(provider.GetRequiredService<RealtimeOptions>().Namespace));
        services.AddSingleton<SocketIoWireEncoder>();
        services.AddSingleton<EndpointAuthorization>();
        services.AddSingleton<SocketIoAuthenticator>();
        services.AddSingleton<SocketIoConnections>();
        services.AddSingleton(provider => SocketIoServerFactory.Create(
            provider.GetRequiredService<RealtimeOptions>(),
            provider.GetRequiredService<LiveFlowLimits>(),
            provider.GetRequiredService<SocketIoConnections>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RealtimeMetrics>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService, SocketIoShutdown>();
    }
}
