using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// What a GET is answered with, and how much of it waited for the client. Once its session is over it is on the wheel, for its
/// connection to be cut: what a client does not read is not kept in memory for longer than its session.
/// </summary>
internal sealed class PollingAnswer(HttpContext context, Queue<EngineIoFrame> frames, int countedBytes, int uncountedBytes) : HeartbeatEntry
{
    private readonly Lock _gate = new();
    private bool _isOver;

    public Queue<EngineIoFrame> Frames => frames;

    /// <summary>Bytes that count against the bound.</summary>
    public int CountedBytes => countedBytes;

    /// <summary>Bytes that do not.</summary>
    public int UncountedBytes => uncountedBytes;

    /// <summary>It is written, or lost; called before its request ends.</summary>
    public void End()
    {
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
            if (!_isOver)
            {
                context.Abort();
            }
        }
    }
}
