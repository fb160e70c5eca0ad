using System.Collections.Immutable;

namespace SampleHost.Shop;

/// <summary>Everything the shop knows, as it is written to the data file.</summary>
internal sealed record ShopState
{
    public required ImmutableArray<Account> Accounts { get; init; }

    public required ImmutableArray<Order> Orders { get; init; }

    public required ImmutableArray<Booking> Bookings { get; init; }

    public required ImmutableArray<Product> Products { get; init; }

    public bool HasAccount(string? id) => Accounts.Any(account => account.Id == id);
}
