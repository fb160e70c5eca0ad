using System.Collections.Concurrent;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Knows who types where, and tells when somebody stopped: by saying so, by sending, by going away, or after six seconds.</summary>
internal sealed partial class TypingTracker(ChatRoom room, DeadlineQueue deadlines, TimeProvider time, ILogger<TypingTracker> logger) : IConnectionObserver
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<(Connection Connection, string ConversationId), Deadline> _typing = new();

    public ValueTask ConnectedAsync(Connection connection) => ValueTask.CompletedTask;

    public async ValueTask DisconnectedAsync(Connection connection)
    {
        foreach (var (typing, _) in _typing)
        {
            if (typing.Connection == connection)
            {
                await StopAsync(connection, typing.ConversationId, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask StartAsync(Connection connection, string conversationId, CancellationToken cancellationToken)
    {
        var key = (connection, conversationId);
        var deadline = deadlines.Schedule(
            time.GetUtcNow() + Duration, static state => ((Expiry)state).Begin(), new Expiry(this, connection, conversationId));
        if (_typing.TryGetValue(key, out var before))
        {
            deadlines.Cancel(before);
        }

        _typing[key] = deadline;
        await room.TellTypingAsync(conversationId, connection.UserId!, true, connection.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells that the connection's user types no longer, if it did.</summary>
    public async ValueTask StopAsync(Connection connection, string conversationId, CancellationToken cancellationToken)
    {
        if (_typing.TryRemove((connection, conversationId), out var deadline))
        {
            deadlines.Cancel(deadline);
            await room.TellTypingAsync(conversationId, connection.UserId!, false, connection.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ExpireAsync(Connection connection, string conversationId)
    {
        try
        {
            await StopAsync(connection, conversationId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogExpiryFailed(logger, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "That a user stopped typing could not be told.", EventName = "ExpiryFailed")]
    private static partial void LogExpiryFailed(ILogger logger, Exception exception);

    private sealed record Expiry(TypingTracker Tracker, Connection Connection, string ConversationId)
    {
        public void Begin() => _ = Tracker.ExpireAsync(Connection, ConversationId);
    }
}
