using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Says yes to every room, but not before the test lets it.</summary>
internal sealed class GatedAuthorizer : IRoomAuthorizer
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Register(WebApplicationBuilder builder) => builder.Services.AddSingleton<IRoomAuthorizer>(this);

    public void Open() => _open.TrySetResult();

    public async ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default)
    {
        await _open.Task.WaitAsync(cancellationToken);
        return RoomAuthorization.Allowed;
    }
}
