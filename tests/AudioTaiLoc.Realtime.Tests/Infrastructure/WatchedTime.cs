using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>
/// A clock that a test sets, and that tells when what runs by it waits again: a background loop is through with its
/// turn when it has set its next timer.
/// </summary>
internal sealed class WatchedTime() : FakeTimeProvider(new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero))
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _created;
    private int _waiting;

    /// <summary>Timers made so far.</summary>
    public int Created
    {
        get
        {
            lock (_gate)
            {
                return _created;
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this);
        timer.Inner = base.CreateTimer(
            given =>
            {
                timer.End();
                callback(given);
            },
            state,
            dueTime,
            period);
        Change(1, 1);
        return timer;
    }

    /// <summary>Waits until that many timers wait, and more were made than before.</summary>
    public Task SettledAsync(int waiting, int madeBefore = -1) => UntilAsync(() => _waiting == waiting && _created > madeBefore);

    /// <summary>Waits until more timers were made than before.</summary>
    public Task MadeAsync(int madeBefore) => UntilAsync(() => _created > madeBefore);

    private async Task UntilAsync(Func<bool> isSo)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (isSo())
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(30), System, TestContext.Current.CancellationToken);
        }
    }

    private void Change(int created, int waiting)
    {
        lock (_gate)
        {
            _created += created;
            _waiting += waiting;
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class WatchedTimer(WatchedTime time) : ITimer
    {
        private int _isOver;

        public ITimer? Inner { get; set; }

        public void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                time.Change(0, -1);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Inner!.Change(dueTime, period);

        public void Dispose()
        {
            Inner!.Dispose();
            End();
        }

        public async ValueTask DisposeAsync()
        {
            await Inner!.DisposeAsync();
            End();
        }
    }
}
