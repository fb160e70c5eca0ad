namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>Tests that share one set of packages: packing takes its time.</summary>
[CollectionDefinition(Name)]
public sealed class WithPackages : ICollectionFixture<PackedLibrary>
{
    public const string Name = "packages";
}
