using System.Collections.Concurrent;
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
internal sealed partial class Dispatcher : IEventLogObserver, IThreadPoolWorkItem, IAsyncDisposable
{
    // No call that asks an authorizer lasts longer: it is cancelled before (OperationPipeline.CallTimeout).
    private static readonly TimeSpan CheckDuration = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ReplayWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<DispatchItem> _queue = new();
    private readonly IEventLog _log;
    private readonly RoomGrantCache _grants;
    private readonly RealtimeMetrics _metrics;
    private readonly LimitRecorder _recorder;
    private readonly ILogger<Dispatcher> _logger;
    private readonly TimeProvider _time;
    private readonly EventLogOptions _limits;
    private readonly int _maximumUnread;
    private readonly Fanout _fanout;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EventIdFormat _ids = EventIdFormat.None;
    private string? _epoch;
    private IAsyncDisposable? _tail;
    private long _position;
    private int _isTurnTaken;
    private volatile bool _isStopped;

    public Dispatcher(
        IEventLog log,
        RoomGrantCache grants,
        RealtimeOptions options,
        TimeProvider time,
        RealtimeMetrics metrics,
        LimitRecorder recorder,
        ILogger<Dispatcher> logger)
    {
        _log = log;
        _grants = grants;
        _metrics = metrics;
        _recorder = recorder;
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

    /// <summary>Runs a command between two entries: here and now when nothing is before it.</summary>
    public Task<TResult> RunAsync<TResult>(DispatchCommand<TResult> command)
    {
        if (_isStopped || !TryTakeTurn())
        {
            Post(command);
        }
        else if (_queue.IsEmpty)
        {
            Run(command);
            GiveTurn();
        }
        else
        {
            _queue.Enqueue(new DispatchItem(default, command));
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

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

    public void OnEntry(in EventEntry entry) => Enqueue(new DispatchItem(entry, null));

    /// <summary>Has the values whose time has come sent.</summary>
    public void PostFlush() => Post(new FlushValuesCommand());

    /// <summary>Finds the position that an event id of this log's epoch stands for.</summary>
    public bool TryGetReplayStart(string eventId, out long position) => _ids.TryParse(eventId, out position);

    public async ValueTask DisposeAsync()
    {
        if (_tail is not null)
        {
            await _tail.DisposeAsync().ConfigureAwait(false);
        }

        Conflation.Dispose();
        if (!_isStopped)
        {
            var last = new ListConnectionsCommand();
            Post(last);
            _isStopped = true;
            await last.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>Runs what waits.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        while (_queue.TryDequeue(out var item))
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

        GiveTurn();
    }

    private void Post(DispatchCommand command)
    {
        if (_isStopped)
        {
            command.Fail(new RealtimeException(RealtimeErrorCodes.ShuttingDown, "The server is stopping."));
        }
        else
        {
            Enqueue(new DispatchItem(default, command));
        }
    }

    private void Enqueue(in DispatchItem item)
    {
        _queue.Enqueue(item);
        if (TryTakeTurn())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private bool TryTakeTurn() => Interlocked.CompareExchange(ref _isTurnTaken, 1, 0) == 0;

    private void GiveTurn()
    {
        Interlocked.Exchange(ref _isTurnTaken, 0);

        // Who came while the turn was taken left it to us.
        if (!_queue.IsEmpty && TryTakeTurn())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
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
                    Conflation.FlushBefore(entry.Event.Target, entry.Position);
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
