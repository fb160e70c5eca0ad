using System.Globalization;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// A program that some tests need and a machine may lack. Without it a test is skipped and says what to install; with
/// <c>AUDIOTAILOC_REQUIRE_ALL=1</c>, as test.sh sets it, it fails, so that nothing is left out in silence.
/// </summary>
/// <param name="name">What is needed.</param>
/// <param name="remedy">How to get it.</param>
/// <param name="find">Finds its path, or null.</param>
/// <param name="requireAll">Whether a missing program is a failure.</param>
internal sealed class Requirement(string name, string remedy, Func<string?> find, bool requireAll)
{
    private static readonly bool RequireAll = Environment.GetEnvironmentVariable("AUDIOTAILOC_REQUIRE_ALL") == "1";

    /// <summary>The path of node.</summary>
    public static Requirement Node { get; } = new("node", "install Node.js 20.19 (or a later 20), or 22.12 or newer", () => OnPath("node"), RequireAll);

    /// <summary>The folder of the scripted clients, with their packages installed.</summary>
    public static Requirement NodeClients { get; } = new(
        "tests/node/node_modules", "run `npm ci` in tests/node", FindNodeClients, RequireAll);

    /// <summary>The path of Chromium.</summary>
    public static Requirement Chromium { get; } = new(
        "chromium", "install Debian's chromium", () => OnPath("chromium", "chromium-browser", "google-chrome"), RequireAll);

    /// <summary>The path of redis-server.</summary>
    public static Requirement Redis { get; } = new("redis-server", "install redis-server", () => OnPath("redis-server"), RequireAll);

    /// <summary>The path of nginx, which Debian keeps off the path of ordinary users.</summary>
    public static Requirement Nginx { get; } = new(
        "nginx", "install nginx", () => OnPath("nginx") ?? (File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : null), RequireAll);

    /// <summary>The folder with PostgreSQL's initdb and postgres, which Debian keeps off the path.</summary>
    public static Requirement Postgres { get; } = new("postgres", "install postgresql", FindPostgres, RequireAll);

    /// <summary>The path; or the test ends here.</summary>
    public string Get()
    {
        if (find() is { } path)
        {
            return path;
        }

        var reason = $"{name} was not found: {remedy}.";
        if (requireAll)
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        return "";
    }

    private static string? OnPath(params ReadOnlySpan<string> names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        {
            var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
            if (folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) is { } path)
            {
                return path;
            }
        }

        return null;
    }

    private static string? FindNodeClients()
    {
        var folder = Path.Combine(RepositoryFolder.Path, "tests", "node");
        string[] packages = ["@microsoft/signalr", "socket.io-client", "engine.io-client", "esbuild", "react-dom"];
        return packages.All(package => Directory.Exists(Path.Combine(folder, "node_modules", package))) ? folder : null;
    }

    private static string? FindPostgres()
    {
        const string Debian = "/usr/lib/postgresql";
        if (Directory.Exists(Debian))
        {
            var newest = Directory.GetDirectories(Debian)
                .Select(version => Path.Combine(version, "bin"))
                .Where(HoldsPostgres)
                .MaxBy(bin => int.TryParse(Path.GetFileName(Path.GetDirectoryName(bin)), CultureInfo.InvariantCulture, out var major) ? major : 0);
            if (newest is not null)
            {
                return newest;
            }
        }

        return Path.GetDirectoryName(OnPath("postgres")) is { } folder && HoldsPostgres(folder) ? folder : null;
    }

    private static bool HoldsPostgres(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
