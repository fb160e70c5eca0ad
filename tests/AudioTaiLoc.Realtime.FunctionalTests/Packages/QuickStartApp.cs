using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Packages;

/// <summary>The quick start of README.md, as it stands there, built against the packages alone and running.</summary>
internal sealed partial class QuickStartApp : IAsyncDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="AudioTaiLoc.Realtime" Version="VERSION" />
          </ItemGroup>
        </Project>
        """;

    private readonly Process _process;

    private QuickStartApp(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Scheme, address and port.</summary>
    public string Url { get; }

    /// <summary>The code of the quick start: the first C# of README.md.</summary>
    public static string ReadCode() => FirstCode().Match(File.ReadAllText(Path.Combine(RepositoryFolder.Path, "README.md"))).Groups[1].Value;

    public static async Task<QuickStartApp> StartAsync(PackedLibrary library)
    {
        var folder = Directory.CreateDirectory(Path.Combine(library.Folder, "QuickStart")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "QuickStart.csproj"), Project.Replace("VERSION", library.Version, StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), ReadCode());
        WriteNuGetConfig(folder, library.Packages);

        // A packages folder of its own: the version is thrown away after the test.
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(library.Folder, "restored") };
        await DotnetCommand.RunAsync(folder, environment, "build", "-c", "Release", "-o", Path.Combine(folder, "out"));

        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var process = DotnetCommand.Start(folder, environment, Path.Combine(folder, "out", "QuickStart.dll"));
        try
        {
            return new QuickStartApp(process, await FindUrlAsync(process));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // The user's own sources are found besides, as for any folder.
    private static void WriteNuGetConfig(string folder, string packages)
    {
        var config = XDocument.Load(Path.Combine(RepositoryFolder.Path, "nuget.config"));
        config.Root!.Add(new XElement("packageSources", new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", packages))));
        config.Save(Path.Combine(folder, "nuget.config"));
    }

    private static async Task<string> FindUrlAsync(Process process)
    {
        var output = new ConcurrentQueue<string>();
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, received) => output.Enqueue(received.Data ?? "");
        process.OutputDataReceived += (_, received) =>
        {
            output.Enqueue(received.Data ?? "");
            if (received.Data is null)
            {
                found.TrySetException(new InvalidOperationException(string.Join(Environment.NewLine, output)));
            }
            else if (Listening().Match(received.Data) is { Success: true } match)
            {
                found.TrySetResult(match.Groups[1].Value);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await found.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex FirstCode();

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
