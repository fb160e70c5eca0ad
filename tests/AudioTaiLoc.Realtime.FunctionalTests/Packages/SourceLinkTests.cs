using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>What a debugger reads to fetch our sources: the source-link record of the library's own symbols.</summary>
public sealed class SourceLinkTests
{
    private const string Raw = "https://raw.githubusercontent.com/audiotailoc/AudioTaiLoc.Realtime/";

    // Portable PDB, custom debug information "Source Link".
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Theory]
    [InlineData("AudioTaiLoc.Realtime")]
    [InlineData("AudioTaiLoc.Realtime.Abstractions")]
    public void Sources_are_linked_at_the_commit_of_the_build(string assembly)
    {
        var link = ReadLink(Path.Combine(AppContext.BaseDirectory, assembly + ".pdb"));
        var version = Assembly.Load(assembly).GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var commit = version.Split('+') is [_, var revision] ? revision : null;

        // Sources unpacked outside git have no commit to link to, and say so by having no link at all.
        var expected = commit is null ? null : $"{Raw}{commit}/*";

        Assert.Equal(expected, link);
    }

    private static string? ReadLink(string pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(pdb));
        var reader = provider.GetMetadataReader();
        var record = reader.GetCustomDebugInformation(EntityHandle.ModuleDefinition)
            .Select(reader.GetCustomDebugInformation)
            .SingleOrDefault(information => reader.GetGuid(information.Kind) == SourceLink);
        if (record.Value.IsNil)
        {
            return null;
        }

        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(reader.GetBlobBytes(record.Value)));
        return json.RootElement.GetProperty("documents").EnumerateObject().Single().Value.GetString();
    }
}
