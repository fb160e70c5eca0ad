using System.Text;
using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Sessions;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>The real core around an event log, without a wire.</summary>
internal sealed class DeliveryNode : IAsyncDisposable
{
    private DeliveryNode(
        Func<IEventLog, IEventLog>? wrap,
        Action<RealtimeOptions>? configure,
        IEnumerable<IConnectionObserver> observers,
        Func<InMemoryRoomGrantStore, IRoomGrantStore>? wrapGrants = null)
    {
        configure?.Invoke(Options);
        var memory = new InMemoryEventLog(
            new EventLogLimits(Options.EventLog.MaximumEntries, Options.EventLog.MaximumBytes, Options.EventLog.MaximumAge), Time);
        Log = wrap?.Invoke(memory) ?? memory;
        Ids = new EventIdFormat(Log.Epoch);
        Deadlines = new DeadlineQueue(Time, NullLogger<DeadlineQueue>.Instance);
        Grants = new InMemoryRoomGrantStore(Time);
        Cache = new RoomGrantCache(wrapGrants?.Invoke(Grants) ?? Grants, Options, Time, Metrics);
        var recorder = new LimitRecorder(Metrics, Time, LimitLog);
        Dispatcher = new Dispatcher(Log, Cache, Options, Time, Metrics, recorder, DispatcherLog);
        Publisher = new EventPublisher(Log, new PayloadSerializer(Options), Metrics);
        Access = new RoomAccess(Cache, Log, Publisher, Deadlines, Time, NullLogger<RoomAccess>.Instance);
        Gate = new RoomGate([Authorizer, new GrantRoomAuthorizer(Cache)], Time);
        var sessions = new InMemorySessionStore(Options.Recovery.MaximumSessions, Time);
        Keeper = new SessionKeeper(sessions, Dispatcher, Options, Time, NullLogger<SessionKeeper>.Instance);
        Subscriber = new RoomSubscriber(
            Gate, Dispatcher, Keeper, Deadlines, Options, NullLogger<RoomSubscriber>.Instance);
        Recovery = new SessionRecovery(
            sessions, Dispatcher, Gate, Subscriber, Options, Time, RecoveryLog);
        Quota = new ConnectionQuota(new LiveRateLimits(Options), recorder, Deadlines, Time);
        Lifetime = new ConnectionLifetime(Dispatcher, Recovery, Quota, Deadlines, DrainState, observers, Time, Metrics, LifetimeLog);
        Drain = new ConnectionDrain(
            DrainState, Dispatcher, Options, Microsoft.Extensions.Options.Options.Create(Host), DrainTime, NullLogger<ConnectionDrain>.Instance);
    }

    /// <summary>Asked before the grants.</summary>
    public StubAuthorizer Authorizer { get; } = new();

    public RealtimeOptions Options { get; } = new();

    public WatchedTime Time { get; } = new();

    public DeadlineQueue Deadlines { get; }

    /// <summary>The drain's own, so that a test can tell when it waits.</summary>
    public WatchedTime DrainTime { get; } = new();

    public RealtimeMetrics Metrics { get; } = TestMeters.CreateMetrics();

    public RecordingLogger<Dispatcher> DispatcherLog { get; } = new();

    public RecordingLogger<LimitRecorder> LimitLog { get; } = new();

    public RecordingLogger<ConnectionLifetime> LifetimeLog { get; } = new();

    public RecordingLogger<SessionRecovery> RecoveryLog { get; } = new();

    public ConnectionQuota Quota { get; }

    public IEventLog Log { get; }

    public EventIdFormat Ids { get; }

    public InMemoryRoomGrantStore Grants { get; }

    public RoomGrantCache Cache { get; }

    public RoomGate Gate { get; }

    public Dispatcher Dispatcher { get; }

    public EventPublisher Publisher { get; }

    public RoomAccess Access { get; }

    public DrainState DrainState { get; } = new();

    public HostOptions Host { get; } = new();

    public ConnectionDrain Drain { get; }

    public RoomSubscriber Subscriber { get; }

    public SessionKeeper Keeper { get; }

    public SessionRecovery Recovery { get; }

    public ConnectionLifetime Lifetime { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DeliveryNode> StartAsync(
        Func<IEventLog, IEventLog>? wrap = null, Action<RealtimeOptions>? configure = null, params IConnectionObserver[] observers)
    {
        var node = new DeliveryNode(wrap, configure, observers);
        await node.Dispatcher.StartAsync(Cancellation);
        return node;
    }

    /// <summary>A node whose grants are in a store of a host's choice, so that they are remembered.</summary>
    public static async Task<DeliveryNode> StartWithGrantsAsync(
        Func<InMemoryRoomGrantStore, IRoomGrantStore> wrapGrants, Func<IEventLog, IEventLog>? wrap = null, Action<RealtimeOptions>? configure = null)
    {
        var node = new DeliveryNode(wrap, configure, [], wrapGrants);
        await node.Dispatcher.StartAsync(Cancellation);
        return node;
    }

    /// <summary>Takes a connection in.</summary>
    public async Task<(Connection Connection, RecordingTransport Transport)> ConnectAsync(string? userId, DateTimeOffset? expiresAt = null)
    {
        var transport = new RecordingTransport();
        var connection = TestConnections.Create(userId, transport, metrics: Metrics, expiresAt: expiresAt);
        await Lifetime.AcceptAsync(connection);
        return (connection, transport);
    }

    /// <summary>Publishes an event; its payload is its name.</summary>
    public ValueTask<long> PublishAsync(EventTarget target, string name = "e", bool isVolatile = false, string? except = null) =>
        Publisher.PublishAsync(
            target,
            name,
            name,
            static (writer, value) =>
            {
                writer.WriteStartObject();
                writer.WriteString("value"u8, value);
                writer.WriteEndObject();
            },
            isVolatile,
            except,
            Cancellation);

    public async ValueTask<bool?> JoinAsync(Connection connection, string room, string? since = null) =>
        (await Subscriber.JoinAsync(connection, room, since, Cancellation)).Recovered;

    /// <summary>Waits until all that was appended before is dispatched: a command queues behind it.</summary>
    public Task FenceAsync() => Dispatcher.RunAsync(new ListConnectionsCommand());

    public async ValueTask DisposeAsync()
    {
        await Dispatcher.DisposeAsync();
        Deadlines.Dispose();
        Metrics.Dispose();
    }

    public static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);
}
