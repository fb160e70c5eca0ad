namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>A server that is compared, and over which wire.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="IsSignalR">The wire.</param>
/// <param name="Base">Whose figures its own are divided by.</param>
/// <param name="Command">How it is started.</param>
internal sealed record ComparedServer(string Name, bool IsSignalR, string Base, string[] Command)
{
    public static IReadOnlyList<ComparedServer> All(string repository)
    {
        var benchmarks = Path.Combine(Path.GetFullPath(repository), "benchmarks");
        string[] ours = ["dotnet", Path.Combine(benchmarks, "BenchHost/bin/Release/net10.0/BenchHost.dll")];
        string[] plain = ["dotnet", Path.Combine(benchmarks, "Comparison/SignalRHost/bin/Release/net10.0/PlainSignalRHost.dll")];
        return
        [
            new("socket.io", false, "socket.io", ["node", Path.Combine(benchmarks, "Comparison/node/server.mjs")]),
            new("ours, Socket.IO", false, "socket.io", ours),
            new("SignalR", true, "SignalR", plain),
            new("SignalR that asks who it is", true, "SignalR", [.. plain, "--authenticate=true"]),
            new("ours, SignalR", true, "SignalR", ours),
        ];
    }
}
