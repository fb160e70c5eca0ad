namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>The tests that nothing else may run beside, because they measure the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
