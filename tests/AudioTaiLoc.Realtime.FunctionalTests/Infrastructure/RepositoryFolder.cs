namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Where the repository lies: found by its solution, because a build may run from any folder below it.</summary>
internal static class RepositoryFolder
{
    private const string Solution = "AudioTaiLoc.Realtime.Library.sln";

    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {Solution}.");
    }
}
