using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>Puts <see cref="OriginMiddleware"/> before the host's pipeline, so that it comes before authentication.</summary>
internal sealed class OriginStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<OriginMiddleware>();
        next(app);
    };
}
