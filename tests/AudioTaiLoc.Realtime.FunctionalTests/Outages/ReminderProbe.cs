using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Outages;

/// <summary>Looks into a host's reminder store.</summary>
internal sealed class ReminderProbe(RealtimeHost host)
{
    private readonly IReminderStore _store = host.Services.GetRequiredService<IReminderStore>();

    /// <summary>Waits until nothing is left to be sent; each look is a call of the store, so that others have their turn.</summary>
    public async Task AreGoneAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (await _store.FindNextDueAsync(deadline.Token) is not null)
        {
        }
    }
}
