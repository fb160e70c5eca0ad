using AudioTaiLoc.Realtime;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SampleHost.Operations;

/// <summary>What the real-time layer does now and since its start.</summary>
internal static class StatsEndpoint
{
    public static async Task<Ok<StatsResponse>> Get(IRealtimeService realtime, CancellationToken cancellationToken) =>
        TypedResults.Ok(StatsResponse.From(realtime.GetRealtimeStats(), await realtime.GetClusterStatsAsync(cancellationToken)));
}
