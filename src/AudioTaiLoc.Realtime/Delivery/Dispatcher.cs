using System.Threading.Channels;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Rooms;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// The node's one reader of the event log. In a single turn after another it takes the next entry and hands it to the
/// outboxes of those it is for, or runs a command that changes who is where; so every change has an exact place among
/// the events, and no two clients see two orders. It never waits for a client, a store or a log.
/// </summary>
internal sealed partial class Dispatcher : IEventLogObserver, IAsyncDisposable
{
    // No call that asks an authorizer lasts longer: it is cancelled before (OperationPipeline.CallTimeout).
    private static readonly TimeSpan CheckDuration = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ReplayWait = TimeSpan.FromSeconds(1);

    private readonly Channel<DispatchItem> _queue = Channel.CreateUnbounded<DispatchItem>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly IEventLog _log;
    private readonly RoomGrantCache _grants;
    private readonly RealtimeMetrics _metrics;
    private readonly ILogger<Dispatcher> _logger;
    private readonly TimeProvider _time;
    private readonly EventLogOptions _limits;
    private readonly int _maximumUnread;
    private readonly Fanout _fanout;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EventIdFormat _ids = EventIdFormat.None;
    private string? _epoch;
    private IAsyncDisposable? _tail;
    private Task _loop = Task.CompletedTask;
    private long _position;

    public Dispatcher(
        IEventLog log, RoomGrantCache grants, RealtimeOptions options, TimeProvider time, RealtimeMetrics metrics, ILogger<Dispatcher> logger)
    {
        _log = log;
        _grants = grants;
        _metrics = metrics;
        _logger = logger;
        _time = time;
        _limits = options.EventLog;
        _maximumUnread = options.MaximumQueuedBytes;
        _fanout = new Fanout(Connections, Rooms);
        Conflation = new Conflation(this, _fanout, options, time, metrics);
        Revocations = new RecentPositions<(string, string)>(time, CheckDuration);
        Kicks = new RecentPositions<string>(time, options.Recovery.MaximumAbsence + CheckDuration);
    }

    /// <summary>The position of the entry that was dispatched last.</summary>
    public long Position => Volatile.Read(ref _position);

    public ConnectionTable Connections { get; } = new();

    public RoomTable Rooms { get; } = new();

    /// <summary>What holds values back; only commands use it.</summary>
    public Conflation Conflation { get; }

    /// <summary>Revokes that a check of rights, begun before them, must not overlook.</summary>
    public RecentPositions<(string Room, string UserId)> Revocations { get; }

    /// <summary>Kicks that end the right to resume a session.</summary>
    public RecentPositions<string> Kicks { get; }

    /// <summary>The event ids of the log's epoch, as clients see them. What is made from positions belongs to the turn they are of.</summary>
    public EventIdFormat Ids => _ids;

    /// <summary>Begins to follow the log.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _tail = await _log.TailAsync(this, cancellationToken).ConfigureAwait(false);
        _loop = Task.Run(RunAsync, CancellationToken.None);
        await _begun.Task.ConfigureAwait(false);
    }

    /// <summary>Lets this node get what another node's clients may have got already: a position of theirs is one of ours then.</summary>
    /// <returns>False when the log cannot be reached.</returns>
    public async ValueTask<bool> TryCatchUpAsync(string? eventId, CancellationToken cancellationToken)
    {
        try
        {
            if (eventId is not null && TryGetReplayStart(eventId, out var position) && position > Position)
            {
                await _log.CatchUpAsync(position, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (RealtimeException exception)
        {
            LogCatchUpFailed(_logger, exception);
            return false;
        }
    }

    /// <summary>Runs a command between two entries.</summary>
    public Task<TResult> RunAsync<TResult>(DispatchCommand<TResult> command)
    {
        Post(command);
        return command.Completion;
    }

    public void OnBegin(string epoch, long position) => Post(new BeginCommand(epoch, position));

    /// <summary>Goes on at another position. What lies between did not reach this node, so nobody here can be told that it was all. Only commands call it.</summary>
    public void Begin(string epoch, long position)
    {
        if (_epoch is not null)
        {
            LogEventsLost(_logger, Position, position, epoch);
            Revocations.Begin(position);
            Kicks.Begin(position);
            _grants.Clear();
            foreach (var connection in Connections.All)
            {
                connection.Close(CloseReason.EventsLost);
            }
        }

        Conflation.Forget();
        _epoch = epoch;
        _ids = new EventIdFormat(epoch);
        _fanout.Ids = _ids;
        Volatile.Write(ref _position, position);
        _begun.TrySetResult();
    }

    public void OnEntry(in EventEntry entry) => _queue.Writer.TryWrite(new DispatchItem(entry, null));

    /// <summary>Has the values whose time has come sent.</summary>
    public void PostFlush() => Post(new FlushValuesCommand());

    /// <summary>Finds the position that an event id of this log's epoch stands for.</summary>
    public bool TryGetReplayStart(string eventId, out long position) => _ids.TryParse(eventId, out position);

    /// <summary>Sends a connection what some targets were sent in (after, upTo], ahead of everything live. Only commands call it.</summary>
    /// <param name="connection">Who gets it.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="after">The position the client has.</param>
    /// <param name="upTo">The position from which it gets events live.</param>
    /// <param name="late">Older values that the client may not have seen; sent first.</param>
    /// <param name="completed">Told whether the log still had all of it.</param>
    public void Replay(
        Connection connection, EventTarget[] targets, long after, long upTo, IReadOnlyList<EventEntry> late, Action<bool> completed)
    {
        if (after >= upTo)
        {
            SendValues(connection, late);
            completed(true);
            return;
        }

        // Everything up to here has been sent by the time the replay is through; not while another replay holds something back.
        long? reached = connection.Dispatch.Held is null ? Position : null;
        var reading = ReadAsync(targets, after, upTo);
        if (reading.IsCompletedSuccessfully)
        {
            Finish(this, reading.Result);
            return;
        }

        Hold(connection);
        Await(connection, reading, (dispatcher, history) =>
        {
            if (connection.Dispatch.Index < 0)
            {
                // It left meanwhile, and was promised that nothing reaches it any more.
                connection.Dispatch.Held = null;
                completed(false);
                return;
            }

            Finish(dispatcher, history);
            ReleaseHeld(connection);
        }, _ => completed(false));

        void Finish(Dispatcher dispatcher, EventHistory history)
        {
            if (history.IsComplete)
            {
                dispatcher.SendValues(connection, late);
                dispatcher.SendCatchUp(connection, Superseded.Remove(history), reached);
            }

            completed(history.IsComplete);
        }
    }

    /// <summary>Goes on with a log's answer on the dispatcher's turn; a log that fails answers that it no longer has it. Only commands call it.</summary>
    public void Await(
        Connection connection, ValueTask<EventHistory> reading, Action<Dispatcher, EventHistory> finish, Action<Exception> fail) =>
        _ = AwaitAsync(connection, reading, finish, fail);

    /// <summary>Reads what some targets were sent in (after, upTo]; more than one client is sent at once counts as no longer there.</summary>
    public ValueTask<EventHistory> ReadAsync(EventTarget[] targets, long after, long upTo)
    {
        var ending = new CancellationTokenSource();
        var reading = _log.ReadAsync(new EventQuery(targets, after, upTo, _limits.MaximumReplay), ending.Token);
        return reading.IsCompletedSuccessfully ? new(Bound(reading.Result)) : ReadLaterAsync(reading.AsTask(), ending);
    }

    /// <summary>
    /// Refuses a command of who has not read what the last ones replayed: replays do not count as unread events, so what
    /// waits of them has a bound of its own.
    /// </summary>
    /// <returns>True when it is refused.</returns>
    public bool RefusesReplay(Connection connection, DispatchCommand command)
    {
        if (connection.UnreadReplayBytes <= _maximumUnread)
        {
            return false;
        }

        _metrics.LimitExceeded(LimitNames.Replay, isShadow: false);
        command.Fail(new RealtimeException(RealtimeErrorCodes.RateLimited, "Read what was replayed before asking for more.") { RetryAfter = ReplayWait });
        return true;
    }

    /// <summary>Lets a connection's live events wait until what it missed has been sent.</summary>
    public void Hold(Connection connection)
    {
        connection.Dispatch.Held ??= new HeldEvents(_maximumUnread);
        connection.Dispatch.Replays++;
    }

    /// <summary>Sends how it is now, past everything live; it says nothing of what else the client has got.</summary>
    public void SendValues(Connection connection, IReadOnlyList<EventEntry> values)
    {
        foreach (var entry in values)
        {
            if (entry.Event.ExceptConnectionId != connection.Id)
            {
                connection.Send(new OutboundEvent(entry, _ids) { IsReplay = true, Offset = null });
            }
        }
    }

    /// <summary>Sends all that a session missed, but for what the connection caused itself or may not see.</summary>
    public void SendReplay(Connection connection, EventHistory history, Func<EventEntry, bool> isVisible)
    {
        foreach (var entry in Superseded.Remove(history).Entries)
        {
            if (entry.Event.ExceptConnectionId != connection.Id && isVisible(entry))
            {
                connection.Send(new OutboundEvent(entry, _ids) { IsReplay = true });
            }
        }
    }

    // What was sent to some targets only, older than what the client has of others: no place to come back to, but for its end.
    private void SendCatchUp(Connection connection, EventHistory history, long? reached)
    {
        EventEntry? last = null;
        foreach (var entry in history.Entries)
        {
            if (entry.Event.ExceptConnectionId != connection.Id)
            {
                if (last is { } earlier)
                {
                    connection.Send(new OutboundEvent(earlier, _ids) { IsReplay = true, Offset = null });
                }

                last = entry;
            }
        }

        if (last is { } newest)
        {
            connection.Send(new OutboundEvent(newest, _ids) { IsReplay = true, Offset = reached });
        }
    }

    public static void ReleaseHeld(Connection connection)
    {
        var state = connection.Dispatch;
        if (--state.Replays == 0 && state.Held is { } held)
        {
            state.Held = null;
            while (held.TryTake(out var outbound))
            {
                connection.Deliver(outbound);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tail is not null)
        {
            await _tail.DisposeAsync().ConfigureAwait(false);
        }

        Conflation.Dispose();
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private EventHistory Bound(EventHistory history)
    {
        long bytes = 0;
        foreach (var entry in history.Entries)
        {
            bytes += entry.Event.Payload.Length;
        }

        return bytes <= _limits.MaximumReplayBytes ? history : EventHistory.Incomplete;
    }

    private async ValueTask<EventHistory> ReadLaterAsync(Task<EventHistory> reading, CancellationTokenSource ending)
    {
        try
        {
            return Bound(await reading.WaitAsync(_limits.ReadTimeout, _time).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            // The log may not heed it; what becomes of the read is of no interest any more.
            _ = reading.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Post(DispatchCommand command)
    {
        if (!_queue.Writer.TryWrite(new DispatchItem(default, command)))
        {
            command.Fail(new RealtimeException(RealtimeErrorCodes.ShuttingDown, "The server is stopping."));
        }
    }

    private async Task AwaitAsync(
        Connection connection, ValueTask<EventHistory> reading, Action<Dispatcher, EventHistory> finish, Action<Exception> fail)
    {
        EventHistory history;
        try
        {
            history = await reading.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogReplayFailed(_logger, connection.Id, exception);
            history = EventHistory.Incomplete;
        }

        Post(new FinishReadCommand(history, finish, fail));
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out var item))
            {
                if (item.Command is { } command)
                {
                    Run(command);
                }
                else
                {
                    Dispatch(item.Entry);
                }
            }
        }
    }

    private void Run(DispatchCommand command)
    {
        try
        {
            command.Run(this);
        }
        catch (Exception exception)
        {
            LogCommandFailed(_logger, command.GetType().Name, exception);
            command.Fail(exception);
        }
    }

    private void Dispatch(in EventEntry entry)
    {
        try
        {
            switch (entry.Event.Kind)
            {
                case EventKind.Event when entry.Event.ConflationKey is not null:
                    Conflation.Take(entry);
                    break;
                case EventKind.Event:
                    Conflation.FlushBefore(entry.Event.Target);
                    _metrics.Delivered(_fanout.Deliver(entry));
                    break;
                case EventKind.Revoke:
                    Revoke(entry);
                    break;
                case EventKind.Kick:
                    Kick(entry);
                    break;
            }
        }
        catch (Exception exception)
        {
            LogDispatchFailed(_logger, entry.Position, entry.Event.Name, exception);
        }

        Volatile.Write(ref _position, entry.Position);
    }

    private void Revoke(in EventEntry entry)
    {
        var (room, userId) = (entry.Event.Target.Name!, entry.Event.Name);
        // Before the position moves: a check of rights that begins at it must not find what is revoked.
        _grants.Invalidate(room, userId);
        Revocations.Add((room, userId), entry.Position);
        foreach (var connection in Connections.OfUser(userId))
        {
            if (RoomTable.Find(connection, room) is { } membership)
            {
                Rooms.Remove(membership);
            }
        }
    }

    private void Kick(in EventEntry entry)
    {
        var reason = CloseReason.Kicked(entry.Event.Name);
        Kicks.Add(entry.Event.Target.Name!, entry.Position);
        foreach (var connection in Connections.OfUser(entry.Event.Target.Name!))
        {
            connection.Close(reason);
        }
    }
}
