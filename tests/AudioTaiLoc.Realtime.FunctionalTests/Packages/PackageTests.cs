using System.Text;
using System.Xml.Linq;

namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>What is in the packages.</summary>
[Collection(WithPackages.Name)]
public sealed class PackageTests(PackedLibrary library)
{
    public static TheoryData<string> Packages => [PackedLibrary.Core, PackedLibrary.Abstractions];

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_has_the_library_its_documentation_and_the_readme(string package)
    {
        using var archive = library.Open(package);
        var names = archive.Entries.Select(entry => entry.FullName).ToArray();

        Assert.Contains($"lib/net10.0/{package}.dll", names);
        Assert.Contains("README.md", names);
        Assert.Contains("LICENSE", names);
        Assert.DoesNotContain(names, name => name.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.Single(names, name => name.EndsWith(".dll", StringComparison.Ordinal));
        using var documentation = archive.GetEntry($"lib/net10.0/{package}.xml")!.Open();
        Assert.Contains(
            XDocument.Load(documentation).Descendants("member"),
            member => member.Attribute("name")!.Value.StartsWith("T:AudioTaiLoc.Realtime.", StringComparison.Ordinal)
                && !string.IsNullOrWhiteSpace(member.Element("summary")?.Value));
        using var readme = new StreamReader(archive.GetEntry("README.md")!.Open(), Encoding.UTF8);
        Assert.Contains("```csharp", readme.ReadToEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_says_what_it_is_and_under_which_licence(string package)
    {
        var manifest = library.ReadManifest(package);

        Assert.Equal(library.Version, Value(manifest, "version"));
        Assert.Equal("MIT", Value(manifest, "license"));
        Assert.Equal("expression", Element(manifest, "license").Attribute("type")!.Value);
        Assert.Equal("README.md", Value(manifest, "readme"));
        Assert.NotEqual("Package Description", Value(manifest, "description"));
        Assert.Equal("https://github.com/audiotailoc/AudioTaiLoc.Realtime", Element(manifest, "repository").Attribute("url")!.Value);
        if (SourceLinkReader.CommitOf(package) is { } commit)
        {
            Assert.Equal(commit, Element(manifest, "repository").Attribute("commit")!.Value);
        }
    }

    [Fact]
    public void The_library_needs_the_abstractions_of_its_own_version_and_ASP_NET_Core()
    {
        var manifest = library.ReadManifest(PackedLibrary.Core);

        var dependency = Assert.Single(manifest.Descendants(), element => element.Name.LocalName == "dependency");
        Assert.Equal((PackedLibrary.Abstractions, library.Version), (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value));
        Assert.Equal(
            "Microsoft.AspNetCore.App",
            Assert.Single(manifest.Descendants(), element => element.Name.LocalName == "frameworkReference").Attribute("name")!.Value);
    }

    [Fact]
    public void The_abstractions_do_not_need_ASP_NET_Core()
    {
        var manifest = library.ReadManifest(PackedLibrary.Abstractions);

        Assert.DoesNotContain(manifest.Descendants(), element => element.Name.LocalName == "frameworkReference");
        Assert.Equal(
            ["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Options"],
            manifest.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order());
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Its_symbols_lead_to_the_sources(string package)
    {
        using var archive = library.Open(package, "snupkg");
        using var entry = archive.GetEntry($"lib/net10.0/{package}.pdb")!.Open();
        using var pdb = new MemoryStream();
        entry.CopyTo(pdb);
        pdb.Position = 0;

        Assert.Equal(SourceLinkReader.ExpectedLink(package), SourceLinkReader.ReadLink(pdb));
    }

    private static XElement Element(XElement manifest, string name) => manifest.Elements().Single(element => element.Name.LocalName == name);

    private static string Value(XElement manifest, string name) => Element(manifest, name).Value;
}
