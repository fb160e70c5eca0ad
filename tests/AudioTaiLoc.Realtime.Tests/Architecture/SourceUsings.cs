using System.Text.RegularExpressions;

namespace AudioTaiLoc.Realtime.Tests.Architecture;

/// <summary>What the source files say of themselves: the namespace they declare and those they use.</summary>
internal static partial class SourceUsings
{
    public static string Root { get; } = FindRoot();

    /// <summary>The files of a project of <c>src</c>, without what the build makes.</summary>
    public static IEnumerable<SourceFile> Read(string project)
    {
        var folder = Path.Combine(Root, "src", project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .Select(file => Parse(file, File.ReadAllText(Path.Combine(folder, file))));
    }

    private static SourceFile Parse(string path, string text) => new(
        path,
        Namespace().Match(text) is { Success: true } match ? match.Groups[1].Value : "",
        [.. Using().Matches(text).Select(match => match.Groups[1].Value)]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AudioTaiLoc.Realtime.Library.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds the solution.");
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Using();
}

/// <summary>One source file.</summary>
internal sealed record SourceFile(string Path, string Namespace, IReadOnlyList<string> Usings);
