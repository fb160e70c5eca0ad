using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>
/// Bounds how often a user, over all connections, or a guest's connection may call, and closes connections that go on all
/// the same. A call looks only at what hangs on its own connection; the table of users is for connecting and leaving. A
/// user's buckets outlive the last connection until they are full again, or leaving would be a way to refill them.
/// </summary>
internal sealed class CallLimiter(LiveRateLimits limits, LimitRecorder recorder, DeadlineQueue deadlines, TimeProvider time)
    : IConnectionObserver, IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CallBudget> _users = new(StringComparer.Ordinal);
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();
    private bool _isSweeping;

    /// <summary>Users whose buckets are kept.</summary>
    public int UserCount
    {
        get
        {
            lock (_gate)
            {
                return _users.Count;
            }
        }
    }

    /// <summary>Counts a call.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="operation">The call's name; null for one that is unknown.</param>
    /// <exception cref="RealtimeException"><c>rate_limited</c>.</exception>
    public void Count(Connection caller, string? operation)
    {
        var current = limits.Current;
        if (!current.IsEnabled || StateOf(caller).Budget is not { } budget)
        {
            return;
        }

        if (budget.TryTake(current, operation, out var wait) is { } exceeded)
        {
            recorder.Record(exceeded, current.IsShadow);
            if (!current.IsShadow)
            {
                throw new RealtimeException(
                    RealtimeErrorCodes.RateLimited,
                    exceeded == LimitNames.Event ? $"Too many calls of {operation}; try again a little later." : "Too many calls; try again a little later.")
                {
                    RetryAfter = wait,
                };
            }
        }
    }

    /// <summary>Notes that a call was refused, and closes the connection of who goes on and on.</summary>
    /// <param name="caller">Who called.</param>
    /// <param name="code">The refusal's code.</param>
    public void Refused(Connection caller, string code)
    {
        var current = limits.Current;
        if (code is not (RealtimeErrorCodes.RateLimited or RealtimeErrorCodes.UnknownEvent)
            || !current.IsEnabled
            || current.MaximumRefusals == 0
            || StateOf(caller) is not { Budget: not null } state
            || state.CountRefusal((long)time.GetElapsedTime(_start).TotalMilliseconds, current.RefusalWindow) < current.MaximumRefusals
            || caller.CloseReason is not null)
        {
            return;
        }

        recorder.Record(LimitNames.Refusals, current.IsShadow);
        if (!current.IsShadow)
        {
            caller.Close(CloseReason.TooManyRefusals);
        }
    }

    public ValueTask ConnectedAsync(Connection connection) => default;

    public ValueTask DisconnectedAsync(Connection connection)
    {
        var before = (CallerState?)connection.ExchangeCallState(CallerState.Ended);
        if (before?.Budget is { } budget)
        {
            lock (_gate)
            {
                Leave(connection, budget);
            }
        }

        return default;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var budget in _users.Values)
            {
                budget.Dispose();
            }

            _users.Clear();
            _left.Clear();
        }
    }

    // Made with the first call: a connection that only listens costs nothing here.
    private CallerState StateOf(Connection caller) => (CallerState?)caller.CallState ?? Begin(caller);

    private CallerState Begin(Connection caller)
    {
        lock (_gate)
        {
            if (caller.CallState is CallerState state)
            {
                return state;
            }

            CallBudget? budget = null;
            if (caller.UserId is { } userId && !_users.TryGetValue(userId, out budget))
            {
                _users[userId] = budget = new CallBudget();
            }

            budget ??= new CallBudget();
            state = new CallerState(budget);
            budget.Users++;
            if (caller.TryBeginCalls(state) is { } other)
            {
                Leave(caller, budget);
                return (CallerState)other;
            }

            return state;
        }
    }

    private void Leave(Connection connection, CallBudget budget)
    {
        if (connection.UserId is not { } userId)
        {
            budget.Dispose();
        }
        else if (--budget.Users == 0)
        {
            _left.Add(userId);
            Sweep();
        }
    }

    private void Sweep()
    {
        if (!_isSweeping)
        {
            _isSweeping = true;
            deadlines.Schedule(time.GetUtcNow() + SweepInterval, static state => ((CallLimiter)state).ForgetFull(), this);
        }
    }

    private void ForgetFull()
    {
        lock (_gate)
        {
            _isSweeping = false;
            _left.RemoveWhere(userId =>
            {
                if (!_users.TryGetValue(userId, out var budget) || budget.Users > 0)
                {
                    return true;
                }

                if (!budget.IsFull())
                {
                    return false;
                }

                budget.Dispose();
                return _users.Remove(userId);
            });
            if (_left.Count > 0)
            {
                Sweep();
            }
        }
    }
}
