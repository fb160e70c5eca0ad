using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>Reads the source-link record of a portable PDB, as a debugger does.</summary>
internal static class SourceLinkReader
{
    private const string Raw = "https://raw.githubusercontent.com/audiotailoc/AudioTaiLoc.Realtime/";

    // Portable PDB, custom debug information "Source Link".
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    /// <summary>The commit that an assembly was built at; null outside git.</summary>
    public static string? CommitOf(string assembly)
    {
        var version = Assembly.Load(assembly).GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+') is [_, var revision] ? revision : null;
    }

    /// <summary>Where the sources must be linked. Sources unpacked outside git have no commit to link to, and no link at all.</summary>
    public static string? ExpectedLink(string assembly) => CommitOf(assembly) is { } commit ? $"{Raw}{commit}/*" : null;

    /// <summary>Where the sources are linked; null for nowhere.</summary>
    public static string? ReadLink(Stream pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
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
