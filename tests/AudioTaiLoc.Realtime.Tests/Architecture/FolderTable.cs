namespace AudioTaiLoc.Realtime.Tests.Architecture;

/// <summary>Who may know whom among the folders of <c>src/AudioTaiLoc.Realtime</c>; <c>docs/architecture.md</c> has the same table.</summary>
internal static class FolderTable
{
    public const string RootNamespace = "AudioTaiLoc.Realtime";

    private static readonly string[] Foundations = ["Buffers", "Diagnostics", "Timing"];

    private static readonly string[] Features = ["Chat", "Health", "Notifications", "Presence", "Reminders", "Statistics", "Updates"];

    // Wires have a folder each: the one for SignalR is the only one that may know SignalR.
    private static readonly string[] WireKnows = ["Configuration", "Connections", "Delivery", "Operations", .. Foundations];

    public static IReadOnlyDictionary<string, string[]> Rows { get; } = Build();

    /// <summary>The folder that a namespace of the library stands for; null for what the compiler makes up.</summary>
    public static string? FolderOf(string space) => space.Split('.') switch
    {
        // The options are public, and what is public has the library's own namespace.
        ["AudioTaiLoc", "Realtime"] => "Configuration",
        ["AudioTaiLoc", "Realtime", "Wires", var wire, ..] => "Wires/" + wire,
        ["AudioTaiLoc", "Realtime", var folder, ..] => folder,
        // Where hosts look for extension methods.
        ["Microsoft", "Extensions", "DependencyInjection"] or ["Microsoft", "AspNetCore", "Builder"] => "DependencyInjection",
        _ => null,
    };

    /// <summary>The arrows that the table does not have; a folder without a row may know nobody.</summary>
    public static IEnumerable<FolderArrow> FindForbidden(IEnumerable<FolderArrow> arrows) => arrows
        .Where(arrow => arrow.From != arrow.To && !Rows.GetValueOrDefault(arrow.From, []).Contains(arrow.To))
        .Distinct()
        .OrderBy(arrow => arrow.ToString(), StringComparer.Ordinal);

    private static Dictionary<string, string[]> Build()
    {
        var rows = new Dictionary<string, string[]>
        {
            ["Buffers"] = [],
            ["Diagnostics"] = [],
            ["Timing"] = [],
            ["Configuration"] = [],
            ["Admission"] = ["Configuration", "Connections"],
            ["Sessions"] = ["Configuration", .. Foundations],
            ["Connections"] = ["Configuration", "Rooms", .. Foundations],
            ["Rooms"] = ["Configuration", "Connections", .. Foundations],
            ["Delivery"] = ["Configuration", "Connections", "Rooms", .. Foundations],
            ["Operations"] = ["Configuration", "Connections", "Rooms", .. Foundations],
            ["Publishing"] = ["Configuration", "Delivery", "Rooms", .. Features, .. Foundations],
            ["EngineIo"] = Foundations,
            ["SocketIo"] = ["EngineIo", .. Foundations],
            ["Wires/SignalR"] = WireKnows,
            ["Wires/SocketIo"] = ["Admission", "EngineIo", "SocketIo", .. WireKnows],
        };
        foreach (var feature in Features)
        {
            rows.Add(feature, ["Configuration", "Connections", "Delivery", "Operations", "Rooms", .. Foundations]);
        }

        rows.Add("DependencyInjection", [.. rows.Keys]);
        return rows;
    }
}
