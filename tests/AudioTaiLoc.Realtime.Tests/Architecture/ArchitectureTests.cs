using System.Text.RegularExpressions;

namespace AudioTaiLoc.Realtime.Tests.Architecture;

/// <summary>The library's folders know each other as the table says, and no other way.</summary>
public sealed partial class ArchitectureTests
{
    private const string Core = "AudioTaiLoc.Realtime";
    private const string Abstractions = "AudioTaiLoc.Realtime.Abstractions";

    private static readonly IReadOnlySet<TypeUse> Uses = ReadUses(Core);

    [Fact]
    public void No_folder_knows_another_against_the_table()
    {
        var compiled = Uses
            .Where(use => use.UsedAssembly is null)
            .Select(use => (From: FolderTable.FolderOf(use.UserNamespace), To: FolderTable.FolderOf(use.UsedNamespace), use))
            .Where(arrow => arrow.From is not null && arrow.To is not null)
            .ToLookup(arrow => new FolderArrow(arrow.From!, arrow.To!), arrow => $"{arrow.use.User} uses {arrow.use.Used}");
        var forbidden = FolderTable.FindForbidden(compiled.Select(arrow => arrow.Key)).SelectMany(arrow => compiled[arrow]);

        Assert.Empty(forbidden);
        // That much is seen, or a reader that sees nothing would pass.
        Assert.Contains(new FolderArrow("Chat", "Delivery"), compiled.Select(arrow => arrow.Key));
        Assert.Contains(new FolderArrow("Delivery", "Connections"), compiled.Select(arrow => arrow.Key));
        Assert.Contains(new FolderArrow("Wires/SignalR", "Operations"), compiled.Select(arrow => arrow.Key));
    }

    [Fact]
    public void No_source_file_uses_a_namespace_against_the_table()
    {
        var usings = SourceUsings.Read(Core)
            .SelectMany(file => file.Usings.Where(name => name.StartsWith(Core + ".", StringComparison.Ordinal)).Select(name => (file, name)))
            .Select(use => (From: FolderTable.FolderOf(use.file.Namespace)!, To: FolderTable.FolderOf(use.name)!, use.file.Path))
            .ToLookup(arrow => new FolderArrow(arrow.From, arrow.To), arrow => $"{arrow.Path} uses {arrow.To}");

        Assert.NotEmpty(usings);
        Assert.Empty(FolderTable.FindForbidden(usings.Select(arrow => arrow.Key)).SelectMany(arrow => usings[arrow]));
    }

    [Fact]
    public void A_file_is_in_the_folder_of_its_namespace() => Assert.Empty(SourceUsings.Read(Core)
        .Where(file => file.Namespace != NamespaceOf(file.Path)
            && FolderTable.FolderOf(file.Namespace) != System.IO.Path.GetDirectoryName(file.Path)?.Replace('\\', '/'))
        .Select(file => $"{file.Path} is in {file.Namespace}"));

    [Fact]
    public void Every_folder_has_a_row() => Assert.Empty(SourceUsings.Read(Core)
        .Select(file => FolderTable.FolderOf(file.Namespace) ?? file.Path)
        .Distinct()
        .Except(FolderTable.Rows.Keys));

    [Fact]
    public void Nothing_but_its_wire_and_the_registration_knows_SignalR() => Assert.Empty(Uses
        .Where(use => use.UsedNamespace.StartsWith("Microsoft.AspNetCore.SignalR", StringComparison.Ordinal)
            || use.UsedAssembly?.StartsWith("Microsoft.AspNetCore.SignalR", StringComparison.Ordinal) == true)
        .Where(use => FolderTable.FolderOf(use.UserNamespace) is not (null or "Wires/SignalR" or "DependencyInjection"))
        .Select(use => $"{use.User} uses {use.Used}"));

    [Fact]
    public void The_abstractions_know_no_ASP_NET_Core()
    {
        var uses = ReadUses(Abstractions);

        Assert.NotEmpty(uses);
        Assert.DoesNotContain(uses, use => use.UsedAssembly?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(uses, use => use.UsedAssembly == Core);
        Assert.DoesNotContain(
            System.Reflection.Assembly.Load(Abstractions).GetReferencedAssemblies(),
            name => name.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void A_store_package_knows_the_abstractions_and_nothing_else_of_ours()
    {
        const string Store = "AudioTaiLoc.Realtime.EntityFrameworkCore";
        var project = File.ReadAllText(System.IO.Path.Combine(SourceUsings.Root, "src", Store, Store + ".csproj"));
        var files = SourceUsings.Read(Store).ToArray();

        Assert.Equal([Abstractions], ProjectName().Matches(project).Select(reference => reference.Groups[1].Value));
        Assert.NotEmpty(files);
        Assert.Empty(files
            .SelectMany(file => file.Usings.Select(name => (file.Path, name)))
            .Where(use => use.name.StartsWith(Core + ".", StringComparison.Ordinal) && !use.name.StartsWith(Store, StringComparison.Ordinal))
            .Select(use => $"{use.Path} uses {use.name}"));
        Assert.Contains($"| {Store} | {Abstractions}", File.ReadAllText(System.IO.Path.Combine(SourceUsings.Root, "docs", "architecture.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Chat", "Presence")]
    [InlineData("Delivery", "Chat")]
    [InlineData("Timing", "Configuration")]
    [InlineData("EngineIo", "Connections")]
    [InlineData("Wires/SignalR", "Chat")]
    [InlineData("Newcomer", "Buffers")]
    public void An_arrow_that_the_table_does_not_have_is_found(string from, string to)
    {
        var arrow = new FolderArrow(from, to);

        Assert.Equal([arrow], FolderTable.FindForbidden([new("Chat", "Delivery"), arrow, new("Chat", "Chat")]));
    }

    [Fact]
    public void The_document_has_the_same_table()
    {
        var text = File.ReadAllText(System.IO.Path.Combine(SourceUsings.Root, "docs", "architecture.md"));
        var rows = Row().Matches(text).ToDictionary(
            row => row.Groups[1].Value,
            row => Name().Matches(row.Groups[2].Value).Select(name => name.Groups[1].Value).Order(StringComparer.Ordinal).ToArray());

        foreach (var (folder, known) in FolderTable.Rows.Where(row => row.Key != "DependencyInjection"))
        {
            Assert.Equal(known.Order(StringComparer.Ordinal), Assert.Contains(folder, rows));
        }

        Assert.Empty(rows.Keys.Except(FolderTable.Rows.Keys));
    }

    private static IReadOnlySet<TypeUse> ReadUses(string assembly) =>
        TypeUseReader.Read(System.IO.Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));

    private static string NamespaceOf(string path) =>
        string.Join('.', [Core, .. path.Split('/')[..^1]]);

    // | `Chat/` | `Connections`, `Delivery` | why |
    [GeneratedRegex(@"^\| `([\w/]+)/` \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"ProjectReference Include=""[^""]*?([\w.]+)\.csproj""")]
    private static partial Regex ProjectName();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
