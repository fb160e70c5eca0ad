namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>The people, orders and conversation of the design document, as the sample host has them.</summary>
internal static class ShopSeed
{
    public static async Task SeedAsync(this RealtimeHost host)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: cancellation);
        await host.Access.GrantAsync("booking:booking_456", "user_123", cancellationToken: cancellation);
        await host.Access.GrantAsync("order:order_456", "user_456", cancellationToken: cancellation);
        await host.Access.GrantAsync("booking:booking_789", "user_456", cancellationToken: cancellation);
        await host.Conversations.CreateAsync("conv_789", "Headphones", ["user_123", "user_456", "staff_1"], cancellation);
    }
}
