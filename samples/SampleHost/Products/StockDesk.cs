using AudioTaiLoc.Realtime;
using SampleHost.Shop;

namespace SampleHost.Products;

/// <summary>Changes stock, and tells those who watch the product and those who look after the stock.</summary>
internal sealed class StockDesk(IShopStore store, IRealtimeService realtime)
{
    public async Task<Product?> SetQuantityAsync(string id, int quantity, CancellationToken cancellationToken)
    {
        Product? before = null;
        Product? after = null;
        await store.ChangeAsync(
            shop =>
            {
                before = shop.Products.FirstOrDefault(product => product.Id == id);
                if (before is null)
                {
                    return null;
                }

                after = before with { Quantity = quantity };
                return shop with { Products = shop.Products.Replace(before, after) };
            },
            () => AnnounceAsync(before!, after!),
            cancellationToken);
        return after;
    }

    private async Task AnnounceAsync(Product before, Product after)
    {
        await realtime.NotifyStockLevelAsync(after.Id, after.Quantity, after.Available);
        if (after.Quantity < after.LowStockBelow)
        {
            string[] staff = [.. store.Current.Accounts.Where(account => account.Role == Roles.Staff).Select(account => account.Id)];
            await realtime.NotifyLowStockAsync(after.Id, after.Quantity, staff, after.Name);
        }

        if (before.Available == after.Available)
        {
            return;
        }

        await realtime.NotifyProductAvailabilityAsync(after.Id, after.Available, after.Name);
        await realtime.NotifyInventoryAsync(new InventoryAlert
        {
            ProductId = after.Id,
            ProductName = after.Name,
            Message = after.Available ? "Product is back in stock!" : "Product is sold out.",
        });
    }
}
