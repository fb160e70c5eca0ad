using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>What a scripted client has said and no test has taken yet. Each message is taken once, in the order of arrival.</summary>
internal sealed class NodeMailbox
{
    private readonly Lock _gate = new();
    private readonly List<JsonElement> _unread = [];
    private readonly List<Waiter> _waiters = [];
    private Exception? _end;

    public void Post(JsonElement message)
    {
        lock (_gate)
        {
            var waiter = _waiters.Find(waiter => waiter.Matches(message));
            if (waiter is null)
            {
                _unread.Add(message);
                return;
            }

            _waiters.Remove(waiter);
            waiter.Taken.SetResult(message);
        }
    }

    /// <summary>No message will follow: whoever waits gets this.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            foreach (var waiter in _waiters)
            {
                waiter.Taken.SetException(_end);
            }

            _waiters.Clear();
        }
    }

    public async Task<JsonElement> TakeAsync(Func<JsonElement, bool> matches, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(matches);
        lock (_gate)
        {
            var index = _unread.FindIndex(message => matches(message));
            if (index >= 0)
            {
                var message = _unread[index];
                _unread.RemoveAt(index);
                return message;
            }

            if (_end is not null)
            {
                throw _end;
            }

            _waiters.Add(waiter);
        }

        using var registration = cancellationToken.Register(() => Abandon(waiter, cancellationToken));
        return await waiter.Taken.Task;
    }

    /// <summary>The messages nobody took, for a failure's report and for "nothing else came".</summary>
    public IReadOnlyList<JsonElement> Unread()
    {
        lock (_gate)
        {
            return [.. _unread];
        }
    }

    private void Abandon(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiters.Remove(waiter))
            {
                waiter.Taken.SetCanceled(cancellationToken);
            }
        }
    }

    private sealed record Waiter(Func<JsonElement, bool> Matches)
    {
        public TaskCompletionSource<JsonElement> Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
