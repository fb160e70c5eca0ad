using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>What requests of the polling transport, and WebSockets that want to take over from it, ask of a session.</summary>
internal sealed partial class EngineIoSession
{
    /// <summary>Whether the ping timeout has passed without the timer having come by yet.</summary>
    internal bool IsOverdue
    {
        get
        {
            lock (_gate)
            {
                return !_closed && _pongDeadline != 0 && _server.Wheel.Now >= _pongDeadline && !IsPaused;
            }
        }
    }

    /// <summary>A GET waits.</summary>
    internal bool IsPolled
    {
        get
        {
            lock (_gate)
            {
                return _polling is { IsWaiting: true };
            }
        }
    }

    /// <summary>A POST is being read.</summary>
    internal bool IsPosting
    {
        get
        {
            lock (_gate)
            {
                return _polling is { IsPosting: true };
            }
        }
    }

    internal PollOutcome BeginPoll(out Task waiting)
    {
        lock (_gate)
        {
            waiting = Task.CompletedTask;
            return _polling is null || _link is not null ? PollOutcome.Gone : _polling.BeginPoll(out waiting);
        }
    }

    /// <summary>What the GET that began is answered with; <see cref="Answered"/> has to follow.</summary>
    internal PollingAnswer EndPoll(HttpContext context)
    {
        bool last;
        PollingAnswer answer;
        lock (_gate)
        {
            answer = _polling!.EndPoll(context);
            last = _closed && _polling.IsGone;
            if (_closed)
            {
                _server.Wheel.Schedule(answer, _server.Wheel.Now + _server.CloseTimeout);
            }

            if (last)
            {
                _server.Wheel.Cancel(this);
            }
        }

        if (last)
        {
            _server.Remove(this);
        }

        return answer;
    }

    /// <summary>The answer is written, as far as it can be.</summary>
    internal void Answered(PollingAnswer answer)
    {
        lock (_gate)
        {
            _polling!.Answered(answer);
            if (_closed || _link is not null)
            {
                _server.Wheel.Cancel(answer);
            }
        }

        answer.End();
    }

    /// <summary>The client gave up a waiting GET: what would be sent next could be lost, so the session ends.</summary>
    internal void CancelPoll()
    {
        bool waited;
        lock (_gate)
        {
            waited = _polling!.CancelPoll();
        }

        if (waited)
        {
            Close(EngineIoCloseReason.TransportError);
        }
    }

    /// <summary>False when a POST is in progress already.</summary>
    internal bool TryBeginPost(out bool gone)
    {
        lock (_gate)
        {
            gone = _closed || _link is not null || _polling is null;
            if (gone || _polling!.IsPosting)
            {
                return false;
            }

            return _polling.IsPosting = true;
        }
    }

    internal void EndPost()
    {
        lock (_gate)
        {
            _polling!.IsPosting = false;
        }
    }

    /// <summary>Reserves the session for one WebSocket that may take over.</summary>
    internal bool TryBeginUpgrade()
    {
        lock (_gate)
        {
            if (_closed || _probing || _link is not null || !_server.Options.AllowUpgrades)
            {
                return false;
            }

            return _probing = true;
        }
    }

    /// <summary>The WebSocket has probed: GETs no longer wait.</summary>
    internal void Probed()
    {
        lock (_gate)
        {
            _polling!.IsUpgrading = true;
            _polling.Wake();
        }
    }

    /// <summary>The WebSocket did not take over; polling goes on.</summary>
    internal void CancelUpgrade()
    {
        lock (_gate)
        {
            _probing = false;
            _polling!.IsUpgrading = false;
        }
    }

    /// <summary>
    /// The client has left polling for the WebSocket. Under the gate: frames wait in order until all earlier ones are on the
    /// link, so none is lost or overtaken. A session closed just now delivers what is left this way, too.
    /// </summary>
    internal bool CompleteUpgrade(WebSocketLink link)
    {
        bool closed;
        lock (_gate)
        {
            if (_polling!.IsGone)
            {
                return false;
            }

            _probing = false;
            closed = _closed;
            link.SendAll(_polling.MoveQueue());
            _link = link;
            CutUnread(_server.CloseTimeout);
        }

        if (closed)
        {
            _server.Wheel.Cancel(this);
            _server.Remove(this);
            CloseLink(link, EngineIoCloseReason.ForcedClose);
        }

        return true;
    }

    // Polling is over: an answer that is still unread after so long is cut off. Under the gate.
    private void CutUnread(long patience)
    {
        foreach (PollingAnswer answer in _polling!.Unread)
        {
            _server.Wheel.Schedule(answer, _server.Wheel.Now + patience);
        }
    }
}
