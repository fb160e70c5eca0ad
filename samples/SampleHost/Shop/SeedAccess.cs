using AudioTaiLoc.Realtime;

namespace SampleHost.Shop;

/// <summary>
/// Before the very first request, lets the owners into their orders' and bookings' rooms and opens the seeded conversation. Only
/// once in a store's life: a later start must not give back what was revoked.
/// </summary>
internal sealed class SeedAccess(IShopStore store, IRoomAccess access, IConversations conversations) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Opened last, so that it says that all the rest was done.
        if (await conversations.FindAsync(ShopSeed.ConversationId, cancellationToken) is not null)
        {
            return;
        }

        var shop = store.Current;
        foreach (var order in shop.Orders)
        {
            await access.GrantAsync(RealtimeRooms.Order(order.Id), order.CustomerId, cancellationToken: cancellationToken);
        }

        foreach (var booking in shop.Bookings)
        {
            await access.GrantAsync(RealtimeRooms.Booking(booking.Id), booking.CustomerId, cancellationToken: cancellationToken);
        }

        string[] participants = [.. shop.Accounts.Select(account => account.Id)];
        try
        {
            await conversations.CreateAsync(ShopSeed.ConversationId, ShopSeed.ConversationTitle, participants, cancellationToken);
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.Conflict)
        {
            // Another host on the same database was first.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
