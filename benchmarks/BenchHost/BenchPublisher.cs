using System.Diagnostics;

namespace AudioTaiLoc.Realtime.BenchHost;

/// <summary>Publishes in process, with the host's own call, at the pace that is asked for.</summary>
internal static class BenchPublisher
{
    public static async Task PublishAsync(BenchRequest request, IRealtimeService realtime)
    {
        var prefix = request.OrderId ?? "bench";
        var start = Stopwatch.GetTimestamp();
        for (long next = 0; next < request.Count;)
        {
            if (request.IntervalMs <= 0)
            {
                await PublishOneAsync(next++);
                await Task.Yield(); // as separate requests would
                continue;
            }

            var bursts = (long)(Stopwatch.GetElapsedTime(start).TotalMilliseconds / request.IntervalMs) + 1;
            var due = Math.Min(request.Count, bursts * Math.Max(1, request.Burst));
            while (next < due)
            {
                await PublishOneAsync(next++);
            }

            var wait = bursts * request.IntervalMs - Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (next < request.Count && wait > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait));
            }
        }

        Task PublishOneAsync(long sequence)
        {
            var orderId = request.Rooms > 1 ? $"{prefix}_{sequence % request.Rooms}" : prefix;
            return realtime.NotifyOrderStatusChangeAsync(orderId, "shipped", data: BenchOrder.Make(sequence));
        }
    }
}
