using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Keeps the list of who is online from a host's event log, and notes every word of it that makes no sense.</summary>
internal sealed class PresenceLedger : IEventLogObserver
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _online = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private TaskCompletionSource? _empty;

    public IReadOnlyList<string> Faults => _faults;

    public static async Task<PresenceLedger> StartAsync(RealtimeHost host)
    {
        var ledger = new PresenceLedger();
        await host.Services.GetRequiredService<IEventLog>().TailAsync(ledger, TestContext.Current.CancellationToken);
        return ledger;
    }

    public void OnEntry(in EventEntry entry)
    {
        if (entry.Event.Name is not ("user:online" or "user:offline"))
        {
            return;
        }

        var userId = JsonElement.Parse(entry.Event.Payload.Span).GetProperty("userId").GetString()!;
        lock (_gate)
        {
            if (!(entry.Event.Name == "user:online" ? _online.Add(userId) : _online.Remove(userId)))
            {
                _faults.Add($"{entry.Event.Name} of {userId} at {entry.Position} was so already.");
            }

            if (_online.Count == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    /// <summary>Completes when nobody is online.</summary>
    public Task EmptyAsync()
    {
        lock (_gate)
        {
            if (_online.Count == 0)
            {
                return Task.CompletedTask;
            }

            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }
}
