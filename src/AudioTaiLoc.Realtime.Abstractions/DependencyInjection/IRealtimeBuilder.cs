using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime;

/// <summary>What <c>AddAudioTaiLocRealtime()</c> returns: the place to plug in stores.</summary>
public interface IRealtimeBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}
