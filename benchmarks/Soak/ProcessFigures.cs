using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>What the kernel says of a process.</summary>
internal readonly record struct ProcessFigures(long ResidentBytes, int Handles, int Threads)
{
    public static ProcessFigures Of(int processId)
    {
        long resident = 0;
        var threads = 0;
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                resident = Number(line) * 1024;
            }
            else if (line.StartsWith("Threads:", StringComparison.Ordinal))
            {
                threads = (int)Number(line);
            }
        }

        return new(resident, Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length, threads);
    }

    private static long Number(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim(" \tkB"), CultureInfo.InvariantCulture);
}
