using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Follows a host's event log, as another node would: what happens on the server without any client being asked.</summary>
internal sealed class LogWatch : IEventLogObserver, IAsyncDisposable
{
    private readonly Channel<(string Name, JsonElement Payload)> _entries = Channel.CreateUnbounded<(string, JsonElement)>();
    private IAsyncDisposable? _tail;

    public static async Task<LogWatch> StartAsync(RealtimeHost host)
    {
        var watch = new LogWatch();
        watch._tail = await host.Services.GetRequiredService<IEventLog>().TailAsync(watch, TestContext.Current.CancellationToken);
        return watch;
    }

    public void OnEntry(in EventEntry entry)
    {
        if (entry.Event.Kind == EventKind.Event)
        {
            _entries.Writer.TryWrite((entry.Event.Name, JsonElement.Parse(entry.Event.Payload.Span)));
        }
    }

    /// <summary>Waits until a user's first connection is in, or the last one is gone.</summary>
    /// <param name="name"><c>user:online</c> or <c>user:offline</c>.</param>
    /// <param name="userId">The user.</param>
    public async Task PresenceAsync(string name, string userId)
    {
        while (await NextPresenceAsync(userId) != name)
        {
            // Something else of this user.
        }
    }

    /// <summary>Waits for the next that is told of a user.</summary>
    /// <returns><c>user:online</c> or <c>user:offline</c>.</returns>
    public async Task<string> NextPresenceAsync(string userId)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var entry = await _entries.Reader.ReadAsync(deadline.Token);
            if (entry.Name is "user:online" or "user:offline" && entry.Payload.GetProperty("userId").GetString() == userId)
            {
                return entry.Name;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tail is not null)
        {
            await _tail.DisposeAsync();
        }
    }
}
