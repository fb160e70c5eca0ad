using System.Globalization;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Faults;

/// <summary>How large a fault run is; small by default, larger by environment variables.</summary>
internal static class FaultSettings
{
    /// <summary>How many runs, each with a seed of its own. In full: 100.</summary>
    public static int Runs { get; } = Number("RUNS", 3);

    /// <summary>The first run's seed; the next ones follow it.</summary>
    public static int FirstSeed { get; } = Number("SEED", 1);

    /// <summary>Clients, half of each wire. In full: 1,000.</summary>
    public static int Clients { get; } = Number("CLIENTS", 60);

    /// <summary>Rooms, of which each client is in <see cref="RoomsPerClient"/>. In full: 200.</summary>
    public static int Rooms { get; } = Number("ROOMS", 20);

    /// <summary>Events per second. In full: 500.</summary>
    public static int Rate { get; } = Number("RATE", 100);

    /// <summary>Faults of one run, one after another.</summary>
    public static int FaultsPerRun { get; } = Number("PER_RUN", 3);

    /// <summary>How long what is stopped or cut off stays so, in seconds. In full: 10.</summary>
    public static int Seconds { get; } = Number("SECONDS", 3);

    public static int RoomsPerClient => 3;

    private static int Number(string name, int otherwise) =>
        int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_FAULT_" + name) is { Length: > 0 } text ? text : $"{otherwise}", CultureInfo.InvariantCulture);
}
