using System.Diagnostics;

namespace AudioTaiLoc.Realtime.Diagnostics;

/// <summary>Traces client calls under the source <c>AudioTaiLoc.Realtime</c>.</summary>
internal static class RealtimeActivities
{
    public const string SourceName = "AudioTaiLoc.Realtime";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? StartCall(string operation) => Source.StartActivity(operation, ActivityKind.Server);
}
