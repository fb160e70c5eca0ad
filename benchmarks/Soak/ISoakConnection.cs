using System.Text.Json;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>One connection of either wire.</summary>
internal interface ISoakConnection : IAsyncDisposable
{
    /// <summary>Completes when it has ended.</summary>
    Task Ended { get; }

    /// <summary>True when it took up where the client's last connection ended.</summary>
    bool IsRecovered { get; }

    Task<JsonElement> CallAsync(string name, object payload);

    /// <summary>Says good-bye.</summary>
    Task LeaveAsync();

    /// <summary>Ends without a word.</summary>
    Task CutAsync();
}
