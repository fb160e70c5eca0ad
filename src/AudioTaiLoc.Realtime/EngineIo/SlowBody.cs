using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Cuts the connection of a polling body that does not come to its end in time. It is on the wheel only once the body lets wait for itself.</summary>
internal sealed class SlowBody(HttpContext context, EngineIoSession session) : HeartbeatEntry, IDisposable
{
    private readonly Lock _gate = new();
    private bool _isWatched;
    private bool _isOver;

    /// <summary>The rest is not here yet.</summary>
    public void Waits()
    {
        if (!_isWatched)
        {
            _isWatched = true;
            session.Wheel.Schedule(this, session.Wheel.Now + session.MessageTimeout);
        }
    }

    public void Dispose()
    {
        if (!_isWatched)
        {
            return;
        }

        session.Wheel.Cancel(this);
        lock (_gate)
        {
            _isOver = true;
        }
    }

    protected internal override void Due(long now)
    {
        // The context may serve another request once this one is over.
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            context.Abort();
        }

        session.Close(EngineIoCloseReason.SlowSender);
    }
}
