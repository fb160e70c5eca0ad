using System.Text.Json;
using System.Text.Json.Nodes;
using AudioTaiLoc.Realtime;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Orders;

/// <summary>Changes orders and tells whom it concerns.</summary>
internal sealed class OrderDesk(IShopStore store, IRealtimeService realtime, TimeProvider time)
{
    public async Task<Order?> ChangeStatusAsync(string id, string status, JsonElement? data, CancellationToken cancellationToken)
    {
        Order? changed = null;
        await store.ChangeAsync(
            shop =>
            {
                if (shop.Orders.FirstOrDefault(order => order.Id == id) is not { } order)
                {
                    return null;
                }

                changed = order with
                {
                    Status = status,
                    Data = data ?? order.Data,
                    History = [.. order.History, new StatusChange(status, time.GetUtcNow())],
                };
                return shop with { Orders = shop.Orders.Replace(order, changed) };
            },
            () => realtime.NotifyOrderStatusChangeAsync(changed!.Id, status, changed.CustomerId, Describe(changed, data), CancellationToken.None),
            cancellationToken);
        return changed;
    }

    private static JsonObject Describe(Order order, JsonElement? data) => new JsonObject
    {
        ["total"] = order.Total,
        ["itemCount"] = order.ItemCount,
        ["customerEmail"] = order.CustomerEmail,
    }.With(data);
}
