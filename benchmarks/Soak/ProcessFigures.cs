using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>What the kernel says of a server's process.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Established">Of these, connections whose other end is still there. One that the client has closed, and the server has not, is not among them.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct ProcessFigures(long ResidentBytes, int Handles, int Established, int Threads)
{
    private const string EstablishedState = "01";

    /// <summary>Reads them from /proc.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="port">The TCP port, on an IPv4 address, that its clients connect to.</param>
    public static ProcessFigures Of(int processId, int port)
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

        // One right after the other: connections come and go.
        var handles = Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length;
        return new(resident, handles, EstablishedAt(port), threads);
    }

    private static int EstablishedAt(int port)
    {
        // "  12: 0100007F:1F90 0100007F:C350 01 …": number, local address and port, remote, state.
        var local = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return File.ReadLines("/proc/net/tcp")
            .Select(line => line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields.Length > 3 && fields[3] == EstablishedState && fields[1].EndsWith(local, StringComparison.Ordinal));
    }

    private static long Number(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim(" \tkB"), CultureInfo.InvariantCulture);
}
