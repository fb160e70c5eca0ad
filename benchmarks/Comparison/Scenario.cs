namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>A load, and the figures it gives. Lower is better.</summary>
internal abstract class Scenario
{
    public static IReadOnlyList<Scenario> All { get; } = [new FanOutScenario(), new ChatScenario(), new IdleScenario()];

    public abstract string Description { get; }

    public abstract Task<IReadOnlyList<(string Figure, double Value)>> RunAsync(RunningServer server);

    protected static async Task CallAsync(IBenchClient client, string name, object payload)
    {
        var ack = await client.CallAsync(name, payload);
        if (!ack.GetProperty("success").GetBoolean())
        {
            throw new InvalidOperationException($"{name} is answered {ack.GetRawText()}.");
        }
    }
}
