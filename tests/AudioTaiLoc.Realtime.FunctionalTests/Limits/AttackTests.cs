using System.Diagnostics;
using AudioTaiLoc.Realtime.Attack;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Limits;

/// <summary>Ten clients that misbehave beside two hundred that do not; <c>benchmarks/Attack</c> measures the same for longer.</summary>
[Collection(Alone.Name)]
public sealed class AttackTests
{
    private const int Clients = 200;
    private const long MemoryBound = 768L * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    // Bounds that are reached soon; the clients that behave share the defaults of their own address.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["MessageTimeout"] = "1000",
        ["MaximumRoomsPerConnection"] = "60",
        ["MaximumQueuedBytes"] = "262144",
        ["RateLimit:HandshakeBurst"] = "500",
    };

    [Fact]
    public async Task Each_attacker_is_refused_and_nobody_else_notices()
    {
        await using var run = await AttackRun.StartAsync(Clients, Settings);
        var started = Stopwatch.GetTimestamp();

        // A while longer than it takes, so that what follows a refusal is seen too.
        var rounds = 0;
        await run.RunAsync(isAttacked: true, () =>
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Deadline,
                "Not refused: " + string.Join("; ", run.Attackers.Where(attacker => !attacker.IsAnswered)
                    .Select(attacker => $"{attacker.Name} ({string.Join(", ", attacker.Codes.Keys)})")));
            rounds += run.Attackers.All(attacker => attacker.IsAnswered) ? 1 : 0;
            return rounds > 20;
        });
        await run.SettleAsync(TestContext.Current.CancellationToken);

        Assert.All(run.Honest, client =>
        {
            Assert.Equal((run.Published, 0), (client.Received, client.Disordered));
            Assert.False(client.IsEnded);
            Assert.Empty(client.Codes);
        });
        Assert.InRange(run.Server.PeakMemory, 0, MemoryBound);
    }
}
