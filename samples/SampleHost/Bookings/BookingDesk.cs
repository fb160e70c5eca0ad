using System.Text.Json;
using System.Text.Json.Nodes;
using AudioTaiLoc.Realtime;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Bookings;

/// <summary>Changes bookings and tells whom it concerns.</summary>
internal sealed class BookingDesk(IShopStore store, IRealtimeService realtime, TimeProvider time)
{
    public async Task<Booking?> ChangeStatusAsync(string id, string status, JsonElement? data, CancellationToken cancellationToken)
    {
        Booking? changed = null;
        await store.ChangeAsync(
            shop =>
            {
                if (shop.Bookings.FirstOrDefault(booking => booking.Id == id) is not { } booking)
                {
                    return null;
                }

                changed = booking with
                {
                    Status = status,
                    Data = data ?? booking.Data,
                    History = [.. booking.History, new StatusChange(status, time.GetUtcNow())],
                };
                return shop with { Bookings = shop.Bookings.Replace(booking, changed) };
            },
            () => realtime.NotifyBookingStatusChangeAsync(changed!.Id, status, changed.CustomerId, Describe(changed, data), CancellationToken.None),
            cancellationToken);
        return changed;
    }

    private static JsonObject Describe(Booking booking, JsonElement? data) => new JsonObject
    {
        ["serviceName"] = booking.ServiceName,
        ["scheduledDate"] = JsonSerializer.SerializeToNode(booking.ScheduledDate.UtcDateTime),
        ["customerEmail"] = booking.CustomerEmail,
    }.With(data);
}
