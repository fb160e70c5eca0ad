using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AudioTaiLoc.Realtime;

/// <summary>Plugs stores into the library; each replaces the embedded default and is a singleton.</summary>
public static class RealtimeBuilderStoreExtensions
{
    private const DynamicallyAccessedMemberTypes Constructors = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Keeps the event log in <typeparamref name="TLog"/>.</summary>
    public static IRealtimeBuilder UseEventLog<[DynamicallyAccessedMembers(Constructors)] TLog>(this IRealtimeBuilder builder)
        where TLog : class, IEventLog => builder.Replace<IEventLog, TLog>();

    /// <summary>Keeps presence in <typeparamref name="TStore"/>.</summary>
    public static IRealtimeBuilder UsePresenceStore<[DynamicallyAccessedMembers(Constructors)] TStore>(this IRealtimeBuilder builder)
        where TStore : class, IPresenceStore => builder.Replace<IPresenceStore, TStore>();

    /// <summary>Keeps conversations in <typeparamref name="TStore"/>.</summary>
    public static IRealtimeBuilder UseChatStore<[DynamicallyAccessedMembers(Constructors)] TStore>(this IRealtimeBuilder builder)
        where TStore : class, IChatStore => builder.Replace<IChatStore, TStore>();

    /// <summary>Keeps room grants in <typeparamref name="TStore"/>.</summary>
    public static IRealtimeBuilder UseRoomGrantStore<[DynamicallyAccessedMembers(Constructors)] TStore>(this IRealtimeBuilder builder)
        where TStore : class, IRoomGrantStore => builder.Replace<IRoomGrantStore, TStore>();

    /// <summary>Keeps reminders in <typeparamref name="TStore"/>.</summary>
    public static IRealtimeBuilder UseReminderStore<[DynamicallyAccessedMembers(Constructors)] TStore>(this IRealtimeBuilder builder)
        where TStore : class, IReminderStore => builder.Replace<IReminderStore, TStore>();

    /// <summary>Keeps users' notifications in <typeparamref name="TInbox"/>.</summary>
    public static IRealtimeBuilder UseNotificationInbox<[DynamicallyAccessedMembers(Constructors)] TInbox>(this IRealtimeBuilder builder)
        where TInbox : class, INotificationInbox => builder.Replace<INotificationInbox, TInbox>();

    /// <summary>Keeps resumable Socket.IO sessions in <typeparamref name="TStore"/>.</summary>
    public static IRealtimeBuilder UseSessionStore<[DynamicallyAccessedMembers(Constructors)] TStore>(this IRealtimeBuilder builder)
        where TStore : class, ISessionStore => builder.Replace<ISessionStore, TStore>();

    /// <summary>Lets <typeparamref name="TAuthorizer"/> alone decide who may join a room; grants count no longer unless it asks for them.</summary>
    /// <remarks>It is a singleton and called concurrently; <see cref="IRoomAuthorizer"/> says how it gets at scoped services.</remarks>
    public static IRealtimeBuilder UseRoomAuthorizer<[DynamicallyAccessedMembers(Constructors)] TAuthorizer>(this IRealtimeBuilder builder)
        where TAuthorizer : class, IRoomAuthorizer
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<IRoomAuthorizer>();
        builder.Services.AddSingleton<IRoomAuthorizer, TAuthorizer>();
        return builder;
    }

    /// <summary>Adds an authorizer: it may allow what the others do not.</summary>
    /// <remarks>It is a singleton and called concurrently; <see cref="IRoomAuthorizer"/> says how it gets at scoped services.</remarks>
    public static IRealtimeBuilder AddRoomAuthorizer<[DynamicallyAccessedMembers(Constructors)] TAuthorizer>(this IRealtimeBuilder builder)
        where TAuthorizer : class, IRoomAuthorizer
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IRoomAuthorizer, TAuthorizer>());
        return builder;
    }

    private static IRealtimeBuilder Replace<TService, [DynamicallyAccessedMembers(Constructors)] TImplementation>(this IRealtimeBuilder builder)
        where TService : class
        where TImplementation : class, TService
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<TService, TImplementation>());
        return builder;
    }
}
