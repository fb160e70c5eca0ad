namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>The tests that share a browser. They run alone: Chromium takes both cores of a small machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithBrowser : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}
