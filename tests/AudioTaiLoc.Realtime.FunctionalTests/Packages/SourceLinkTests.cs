namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>What a debugger reads to fetch our sources: the source-link record of the library's own symbols.</summary>
public sealed class SourceLinkTests
{
    [Theory]
    [InlineData("AudioTaiLoc.Realtime")]
    [InlineData("AudioTaiLoc.Realtime.Abstractions")]
    [InlineData("AudioTaiLoc.Realtime.EntityFrameworkCore")]
    [InlineData("AudioTaiLoc.Realtime.Redis")]
    public void Sources_are_linked_at_the_commit_of_the_build(string assembly)
    {
        using var pdb = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".pdb"));

        Assert.Equal(SourceLinkReader.ExpectedLink(assembly), SourceLinkReader.ReadLink(pdb));
    }
}
