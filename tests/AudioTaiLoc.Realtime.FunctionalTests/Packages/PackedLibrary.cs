using System.IO.Compression;
using System.Xml.Linq;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>All packages, packed from this very build into a folder of their own, under a version that nobody else has.</summary>
public sealed class PackedLibrary : IAsyncLifetime
{
    public const string Core = "AudioTaiLoc.Realtime";
    public const string Abstractions = "AudioTaiLoc.Realtime.Abstractions";
    public const string EntityFrameworkCore = "AudioTaiLoc.Realtime.EntityFrameworkCore";
    public const string Redis = "AudioTaiLoc.Realtime.Redis";

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>A folder that goes with the fixture.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("audiotailoc-packages-").FullName;

    public string Packages => Path.Combine(Folder, "packages");

    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():n}";

    public async ValueTask InitializeAsync()
    {
        foreach (var project in new[] { Abstractions, Core, EntityFrameworkCore, Redis })
        {
            List<string> arguments = ["pack", Path.Combine("src", project), "--no-build", "-c", Configuration, "-o", Packages, $"-p:Version={Version}"];
            if (SourceLinkReader.CommitOf(project) is null)
            {
                // Outside git there is no commit to link to, and packing would refuse.
                arguments.Add("-p:SourceRevisionId=none");
            }

            await DotnetCommand.RunAsync(RepositoryFolder.Path, new Dictionary<string, string>(), [.. arguments]);
        }
    }

    public ZipArchive Open(string package, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Packages, $"{package}.{Version}.{extension}"));

    /// <summary>What a package says of itself.</summary>
    public XElement ReadManifest(string package)
    {
        using var archive = Open(package);
        using var stream = archive.GetEntry(package + ".nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
