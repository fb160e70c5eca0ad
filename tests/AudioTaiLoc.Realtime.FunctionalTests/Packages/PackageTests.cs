using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>What is in the packages.</summary>
[Collection(WithPackages.Name)]
public sealed partial class PackageTests(PackedLibrary library)
{
    public static TheoryData<string> Packages =>
        [PackedLibrary.Core, PackedLibrary.Abstractions, PackedLibrary.EntityFrameworkCore, PackedLibrary.Redis];

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
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Its_readme_is_the_repositorys_with_links_that_work_from_anywhere(string package)
    {
        using var archive = library.Open(package);
        using var reader = new StreamReader(archive.GetEntry("README.md")!.Open(), Encoding.UTF8);
        var packed = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        var root = $"https://github.com/audiotailoc/AudioTaiLoc.Realtime/blob/{SourceLinkReader.CommitOf(package) ?? "none"}/";
        var links = Link().Matches(packed).Select(match => match.Groups[1].Value).ToArray();
        Assert.All(links, link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        Assert.All(
            links.Where(link => link.StartsWith(root, StringComparison.Ordinal)),
            link => Assert.True(File.Exists(Path.Combine(RepositoryFolder.Path, link[root.Length..].Split('#')[0])), link));
        Assert.Contains(root + "docs/stores.md", links);
        var readme = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "README.md"), TestContext.Current.CancellationToken);
        Assert.Equal(readme.TrimEnd(), packed.Replace("](" + root, "](", StringComparison.Ordinal).TrimEnd());
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
    [InlineData(PackedLibrary.EntityFrameworkCore)]
    [InlineData(PackedLibrary.Redis)]
    public void A_store_needs_the_abstractions_of_its_own_version_and_not_ASP_NET_Core(string package)
    {
        var manifest = library.ReadManifest(package);

        Assert.DoesNotContain(manifest.Descendants(), element => element.Name.LocalName == "frameworkReference");
        var own = Assert.Single(
            manifest.Descendants().Where(element => element.Name.LocalName == "dependency"),
            dependency => dependency.Attribute("id")!.Value.StartsWith("AudioTaiLoc.", StringComparison.Ordinal));
        Assert.Equal((PackedLibrary.Abstractions, library.Version), (own.Attribute("id")!.Value, own.Attribute("version")!.Value));
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

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    private static XElement Element(XElement manifest, string name) => manifest.Elements().Single(element => element.Name.LocalName == name);

    private static string Value(XElement manifest, string name) => Element(manifest, name).Value;
}
