using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.DependencyInjection;

/// <summary>The place to plug in stores.</summary>
internal sealed class RealtimeBuilder(IServiceCollection services) : IRealtimeBuilder
{
    public IServiceCollection Services => services;
}
