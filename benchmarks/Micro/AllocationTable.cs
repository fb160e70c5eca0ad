using System.Globalization;
using AudioTaiLoc.Realtime.Micro.Wires;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>
/// What a delivery and a call allocate, and which types it is: the exact bytes of the process, and the shares from samples.
/// </summary>
internal static class AllocationTable
{
    private static readonly object Data = new { total = 299.99, itemCount = 2, customerEmail = "user@example.com", note = new string('x', 60) };

    public static async Task PrintAsync()
    {
        using var samples = new AllocationSamples();
        foreach (var wire in Enum.GetValues<WireKind>())
        {
            var perUpdate = new Dictionary<int, double>();
            foreach (var connections in new[] { 1, 10, 100, 1000 })
            {
                await using var app = await BenchApp.StartAsync(wire, connections);
                var updates = Math.Max(500, 50_000 / connections);
                perUpdate[connections] = Measure(samples, $"{wire}: an update to {connections} connections", updates, () =>
                {
                    app.Arrivals.Expect(connections);
                    app.Realtime.NotifyOrderStatusChangeAsync("bench", "shipped", data: Data).GetAwaiter().GetResult();
                    app.Arrivals.Wait();
                });
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"=> {wire}: {(perUpdate[1000] - perUpdate[10]) / 990:n2} bytes for each delivery more (from 10 to 1000 connections)\n"));
            await CallsAsync(samples, wire);
        }
    }

    private static async Task CallsAsync(AllocationSamples samples, WireKind wire)
    {
        await using var app = await BenchApp.StartAsync(wire, connections: 1);
        await app.Services.GetRequiredService<IConversations>().CreateAsync("conv_1", null, [BenchUser.Id]);
        Call("order:subscribe", """{"orderId":"bench"}""");
        Call("chat:typing", """{"conversationId":"conv_1","isTyping":true}""");
        Call("chat:message", """{"conversationId":"conv_1","message":"Hello, can you help me choose headphones?"}""");

        void Call(string name, string payload)
        {
            var frame = ClientFrame.Call(wire, name, payload);
            Measure(samples, $"{wire}: {name} with its ack", 20_000, () => app.Call(frame));
        }
    }

    private static double Measure(AllocationSamples samples, string what, int times, Action action)
    {
        for (var i = 0; i < times / 5; i++)
        {
            action();
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < times; i++)
        {
            action();
        }

        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)times;

        // Again, because the samples allocate too.
        samples.Begin();
        for (var i = 0; i < times; i++)
        {
            action();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {each:n0} bytes"));
        foreach (var (type, share) in samples.End().Where(pair => pair.Share >= 0.03 && !pair.Type.Contains("Tracing", StringComparison.Ordinal)))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {share,6:p0}  {type}"));
        }

        return each;
    }
}
