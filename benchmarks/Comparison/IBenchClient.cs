using System.Text.Json;

namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>A client of either wire.</summary>
internal interface IBenchClient : IAsyncDisposable
{
    Task<JsonElement> CallAsync(string name, object payload);
}
