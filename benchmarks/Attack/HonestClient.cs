using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Attack;

/// <summary>A client that behaves: follows one room, calls now and then, and notes how long everything took.</summary>
internal sealed class HonestClient : IDisposable
{
    private readonly ConcurrentQueue<double> _calls = new();
    private readonly ConcurrentQueue<double> _events = new();
    private WireClient _client = null!;
    private long _next;
    private long _disordered;

    /// <summary>Events that came, as long as each was the next.</summary>
    public long Received => Volatile.Read(ref _next);

    /// <summary>Events that were not the next.</summary>
    public long Disordered => Volatile.Read(ref _disordered);

    public bool IsEnded => _client.Ended.IsCompleted;

    /// <summary>What it was refused; nothing, where the server is fair.</summary>
    public IEnumerable<string> Codes => _client.Codes.Keys;

    public static async Task<HonestClient> ConnectAsync(Uri server, int number, int rooms)
    {
        var honest = new HonestClient();
        // Every fourth over SignalR.
        honest._client = await WireClient.ConnectAsync(server, IPAddress.Loopback, $"honest_{number}", number % 4 == 0, honest.Take);
        var ack = await honest._client.CallAsync("inventory:subscribe", new { productId = AttackServer.ProductOf(number % rooms) });
        return ack.GetProperty("success").GetBoolean() ? honest : throw new InvalidOperationException(ack.GetRawText());
    }

    /// <summary>Calls every second until it is told to stop.</summary>
    public async Task CallAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(Random.Shared.Next(1000), stop);
            while (true)
            {
                var started = Stopwatch.GetTimestamp();
                await _client.CallAsync("ping", new { }, stop);
                _calls.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                await Task.Delay(1000, stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Told to stop, or put out; the latter shows in the report.
        }
    }

    /// <summary>Takes the times since the last time, in milliseconds.</summary>
    public void TakeTimes(List<double> calls, List<double> events)
    {
        while (_calls.TryDequeue(out var time))
        {
            calls.Add(time);
        }

        while (_events.TryDequeue(out var time))
        {
            events.Add(time);
        }
    }

    public void Dispose() => _client.Dispose();

    private void Take(string name, JsonElement payload)
    {
        if (name != "tick")
        {
            return;
        }

        // Both processes read the same monotonic clock.
        _events.Enqueue(Stopwatch.GetElapsedTime(payload.GetProperty("at").GetInt64()).TotalMilliseconds);
        if (payload.GetProperty("n").GetInt64() == _next)
        {
            Volatile.Write(ref _next, _next + 1);
        }
        else
        {
            Interlocked.Increment(ref _disordered);
        }
    }
}
