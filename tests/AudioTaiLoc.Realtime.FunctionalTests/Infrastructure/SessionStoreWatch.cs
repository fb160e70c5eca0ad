using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Stands before a host's session store and tells when a session was kept: then the client's absence has begun.</summary>
internal sealed class SessionStoreWatch(ISessionStore inner) : ISessionStore
{
    private readonly ConcurrentDictionary<string, bool> _kept = new(StringComparer.Ordinal);
    // Bounded, so that a long run measures the library's memory and not what is noted here.
    private readonly Channel<ResumableSession> _saved = Channel.CreateBounded<ResumableSession>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Puts it before the store that is registered so far.</summary>
    public static void Register(WebApplicationBuilder builder)
    {
        var store = builder.Services.Last(descriptor => descriptor.ServiceType == typeof(ISessionStore));
        builder.Services.AddSingleton<ISessionStore>(provider => new SessionStoreWatch((ISessionStore)store.ImplementationFactory!(provider)));
    }

    public static SessionStoreWatch Of(RealtimeHost host) => (SessionStoreWatch)host.Services.GetRequiredService<ISessionStore>();

    /// <summary>Sessions that were kept and not claimed since, whether or not the store has dropped them.</summary>
    public int KeptCount => _kept.Count;

    /// <summary>The next session that was kept.</summary>
    public async Task<ResumableSession> NextSavedAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        return await _saved.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>Drops what <see cref="NextSavedAsync"/> would return.</summary>
    public void ForgetSaved()
    {
        while (_saved.Reader.TryRead(out _))
        {
        }
    }

    public async ValueTask SaveAsync(ResumableSession session, CancellationToken cancellationToken = default)
    {
        await inner.SaveAsync(session, cancellationToken);
        _kept[session.Id] = true;
        _saved.Writer.TryWrite(session);
    }

    public async ValueTask<ResumableSession?> ClaimAsync(string sessionId, string? userId, CancellationToken cancellationToken = default)
    {
        var session = await inner.ClaimAsync(sessionId, userId, cancellationToken);
        if (session is not null)
        {
            _kept.TryRemove(sessionId, out _);
        }

        return session;
    }

    public ValueTask RemoveUserAsync(string userId, CancellationToken cancellationToken = default) =>
        inner.RemoveUserAsync(userId, cancellationToken);
}
