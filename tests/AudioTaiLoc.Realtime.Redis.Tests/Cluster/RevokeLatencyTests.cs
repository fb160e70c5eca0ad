using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.Redis.Tests.Cluster;

/// <summary>
/// A revoke on one node while events flow, and when the client on another has fallen silent: exact each time, and with
/// <c>-showLiveOutput</c> the times are printed. <c>AUDIOTAILOC_REVOKES=500</c> makes the figure in docs/many-nodes.md.
/// </summary>
public sealed class RevokeLatencyTests(RedisServer server)
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_REVOKES") ?? "20", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_revoke_on_one_node_a_client_on_another_gets_nothing_more()
    {
        await using var cluster = await Cluster.StartAsync(server, 2);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            times.Add(await RevokeAsync(cluster, $"order_{round}"));
        }

        times.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"From the call of RevokeAsync to the last event on the other node, of {Rounds}: median {times[Rounds / 2]:0.00} ms, 99th {times[Rounds * 99 / 100]:0.00} ms, most {times[^1]:0.00} ms"));
    }

    private static async Task<double> RevokeAsync(Cluster cluster, string orderId)
    {
        await cluster[0].Access.GrantAsync(RealtimeRooms.Order(orderId), "user_123", cancellationToken: Cancellation);
        var arrivals = new ConcurrentQueue<(int Number, long At)>();
        var flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = new HubConnectionBuilder()
            .WithUrl(cluster[1].RealtimeUrl, HttpTransportType.WebSockets, http => http.AccessTokenProvider = () => Task.FromResult<string?>(cluster[1].Token("user_123")))
            .Build();
        client.On<JsonElement>("order:updated", payload =>
        {
            arrivals.Enqueue((payload.GetProperty("data").GetProperty("number").GetInt32(), Stopwatch.GetTimestamp()));
            flows.TrySetResult();
        });
        client.On<JsonElement>("end", _ => ended.TrySetResult());
        await client.StartAsync(Cancellation);
        Assert.True((await client.InvokeAsync<JsonElement>("order:subscribe", new { orderId }, Cancellation)).GetProperty("success").GetBoolean());

        var published = 0;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var publishing = Task.Run(
            async () =>
            {
                while (!stopping.IsCancellationRequested)
                {
                    var number = Interlocked.Increment(ref published);
                    await cluster[0].Realtime.NotifyOrderStatusChangeAsync(orderId, "shipped", data: new { number }, cancellationToken: Cancellation);
                }
            },
            Cancellation);
        await flows.Task.WaitAsync(Deadline, Cancellation);

        var called = Stopwatch.GetTimestamp();
        await cluster[0].Access.RevokeAsync(RealtimeRooms.Order(orderId), "user_123", Cancellation);
        var last = Volatile.Read(ref published);
        await stopping.CancelAsync();
        await publishing;
        await cluster[0].Realtime.NotifyOrderStatusChangeAsync(orderId, "shipped", data: new { number = last + 1 }, cancellationToken: Cancellation);

        // In order: when this is there, nothing of before is still to come.
        await cluster[0].Realtime.BroadcastToAllAsync("end", cancellationToken: Cancellation);
        await ended.Task.WaitAsync(Deadline, Cancellation);

        Assert.All(arrivals, arrival => Assert.True(arrival.Number <= last, $"{arrival.Number} was published after the revoke and came all the same; {last} was the last before."));
        return Math.Max(0, Stopwatch.GetElapsedTime(called, arrivals.Last().At).TotalMilliseconds);
    }
}
