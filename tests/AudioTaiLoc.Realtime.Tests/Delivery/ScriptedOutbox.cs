using System.Text;
using System.Threading.Channels;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>An outbox in memory that several nodes share, as rows in a database are: one relays at a time, and what was appended is removed.</summary>
internal sealed class ScriptedOutbox : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(string Log, DateTimeOffset At, RealtimeEvent Event)> _rows = [];

    /// <summary>Every look at it, with what it was asked.</summary>
    public Channel<(string LogEpoch, DateTimeOffset OrphansBefore, int MaxCount)> Looks { get; } =
        Channel.CreateUnbounded<(string, DateTimeOffset, int)>();

    /// <summary>When set, a look fails with it before anything is passed on.</summary>
    public Exception? Fault { get; set; }

    public int Count
    {
        get
        {
            lock (_rows)
            {
                return _rows.Count;
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    public void Keep(string log, DateTimeOffset at, string conversation, int sequence)
    {
        lock (_rows)
        {
            _rows.Add((log, at, new RealtimeEvent(
                EventKind.Event, EventTarget.Room("chat:" + conversation), "chat:message", Encoding.UTF8.GetBytes($$"""{"sequence":{{sequence}}}"""))));
        }
    }

    public async ValueTask<int> RelayAsync(
        string logEpoch,
        DateTimeOffset orphansBefore,
        int maxCount,
        Func<RealtimeEvent, CancellationToken, ValueTask> append,
        CancellationToken cancellationToken)
    {
        Looks.Writer.TryWrite((logEpoch, orphansBefore, maxCount));
        if (Fault is not null)
        {
            throw Fault;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            (string Log, DateTimeOffset At, RealtimeEvent Event)[] due;
            lock (_rows)
            {
                due = [.. _rows.Where(row => row.Log == logEpoch || row.At < orphansBefore).Take(maxCount)];
            }

            foreach (var row in due)
            {
                await append(row.Event, cancellationToken);
                lock (_rows)
                {
                    _rows.Remove(row);
                }
            }

            return due.Length;
        }
        finally
        {
            _turn.Release();
        }
    }
}
