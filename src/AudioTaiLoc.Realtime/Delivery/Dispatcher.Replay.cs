using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Delivery;

/// <content>Sending clients what they missed, and holding back what is live until it is there.</content>
internal sealed partial class Dispatcher
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

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
        var query = new EventQuery(targets, after, upTo, _limits.MaximumReplay);
        var ending = new CancellationTokenSource();
        var reading = _log.ReadAsync(query, ending.Token);
        return reading.IsCompletedSuccessfully ? new(Bound(reading.Result)) : ReadPatientlyAsync(reading.AsTask(), ending, query);
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

        _recorder.Record(LimitNames.Replay, isShadow: false);
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

    private EventHistory Bound(EventHistory history)
    {
        long bytes = 0;
        foreach (var entry in history.Entries)
        {
            bytes += entry.Event.Payload.Length;
        }

        return bytes <= _limits.MaximumReplayBytes ? history : EventHistory.Incomplete;
    }

    // A log that is away for a while, or a node that stood still and finds its time over when it goes on, would send the client
    // away as not recovered although all is there: it is asked again, at once and then less and less often, while there is time.
    private async ValueTask<EventHistory> ReadPatientlyAsync(Task<EventHistory> reading, CancellationTokenSource ending, EventQuery query)
    {
        var begun = _time.GetTimestamp();
        for (var pause = TimeSpan.Zero; ; pause = pause == TimeSpan.Zero ? ShortestPause : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            try
            {
                return await ReadLaterAsync(reading, ending).ConfigureAwait(false);
            }
            catch (Exception exception) when (
                (exception is RealtimeException { Code: RealtimeErrorCodes.Unavailable } && _time.GetElapsedTime(begun) + pause < _limits.ReadTimeout)
                || (exception is TimeoutException && pause == TimeSpan.Zero && _time.GetElapsedTime(begun) > _limits.ReadTimeout * 1.1))
            {
                LogReadAgain(_logger, exception);
            }

            await Task.Delay(pause, _time).ConfigureAwait(false);
            ending = new CancellationTokenSource();
            reading = _log.ReadAsync(query, ending.Token).AsTask();
        }
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
}
