using System.Diagnostics;

namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>Pairs that write to each other, each with one message under way.</summary>
internal sealed class ChatScenario : Scenario
{
    private const int Pairs = 50;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public override string Description => $"chat: {Pairs} pairs, every client with one message under way, {Duration.TotalSeconds:n0} s";

    public override async Task<IReadOnlyList<(string Figure, double Value)>> RunAsync(RunningServer server)
    {
        long received = 0;
        var clients = await server.ConnectAsync(2 * Pairs, (_, name, _) =>
        {
            if (name == "chat:message")
            {
                Interlocked.Increment(ref received);
            }
        });
        for (var i = 0; i < clients.Count; i++)
        {
            await CallAsync(clients[i], "chat:subscribe", new { conversationId = $"conv_{i / 2}" });
        }

        await WriteAsync(clients, WarmUp);
        var cpu = server.CpuTime();
        var before = Interlocked.Read(ref received);
        var acks = await WriteAsync(clients, Duration);
        var used = server.CpuTime() - cpu;
        if (Interlocked.Read(ref received) - before < acks.Count / 2)
        {
            throw new InvalidOperationException("Messages were acknowledged and not delivered.");
        }

        return [("server CPU per message, us", used.TotalMicroseconds / acks.Count), ("ack p50, ms", acks[acks.Count / 2])];
    }

    private static async Task<List<double>> WriteAsync(IReadOnlyList<IBenchClient> clients, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var writing = clients.Select(async (client, index) =>
        {
            var acks = new List<double>();
            while (clock.Elapsed < duration)
            {
                var started = Stopwatch.GetTimestamp();
                await CallAsync(client, "chat:message", new { conversationId = $"conv_{index / 2}", message = "Hello, can you help me choose headphones?" });
                acks.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return acks;
        });
        return [.. (await Task.WhenAll(writing)).SelectMany(acks => acks).Order()];
    }
}
