using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>One host for the many calls that change nothing: guests may connect, user_123 holds everything, user_456 is in the conversation too.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal RealtimeHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await Host.Access.GrantAsync("order:order_123", "user_123");
        await Host.Access.GrantAsync("booking:booking_456", "user_123");
        await Host.Conversations.CreateAsync("conv_789", "Headphones", ["user_123", "user_456"]);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
