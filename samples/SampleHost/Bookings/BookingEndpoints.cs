using System.Security.Claims;
using AudioTaiLoc.Realtime;
using Microsoft.AspNetCore.Http.HttpResults;
using SampleHost.Auth;
using SampleHost.Orders;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Bookings;

/// <summary><c>GET bookings</c>, <c>PUT bookings/{id}/status</c>, <c>POST</c> and <c>DELETE bookings/{id}/reminders</c>.</summary>
internal static class BookingEndpoints
{
    private const int MaxMessageLength = 500;

    public static void MapBookings(this IEndpointRouteBuilder api)
    {
        var bookings = api.MapGroup("bookings").RequireAuthorization();
        bookings.MapGet("", List);

        var staff = bookings.MapGroup("{id}").RequireAuthorization(ShopAuthentication.StaffPolicy);
        staff.MapPut("status", ChangeStatus);
        staff.MapPost("reminders", Remind);
        staff.MapDelete("reminders/{reminderId}", CancelReminder);
    }

    private static Ok<Booking[]> List(ClaimsPrincipal user, IShopStore store) =>
        TypedResults.Ok(store.Current.Bookings.Where(booking => user.IsStaff() || booking.CustomerId == user.Id()).ToArray());

    private static async Task<Results<Ok<Booking>, ValidationProblem, ProblemHttpResult>> ChangeStatus(
        string id, StatusRequest request, BookingDesk desk, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Word("status", request.Status).OptionalObject("data", request.Data);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await desk.ChangeStatusAsync(id, request.Status!, request.Data, cancellationToken) is { } booking
            ? TypedResults.Ok(booking)
            : NoBooking(id);
    }

    private static async Task<Results<Created<ReminderResponse>, ValidationProblem, ProblemHttpResult>> Remind(
        string id, ReminderRequest request, IShopStore store, IRealtimeService realtime, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().OptionalText("message", request.Message, MaxMessageLength);
        if (request.DueAt is not { } dueAt)
        {
            return errors.Add("dueAt", "A time is required, such as 2026-01-20T14:00:00Z.").ToProblem();
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (store.Current.Bookings.FirstOrDefault(booking => booking.Id == id) is not { } booking)
        {
            return NoBooking(id);
        }

        if (booking.Status == "cancelled")
        {
            return TypedResults.Problem($"The booking {id} is cancelled.", statusCode: StatusCodes.Status409Conflict);
        }

        var reminder = new AppointmentReminder
        {
            BookingId = id,
            UserId = booking.CustomerId,
            DueAt = dueAt,
            Title = booking.ServiceName,
            Message = request.Message,
        };
        var reminderId = await realtime.ScheduleAppointmentReminderAsync(reminder, cancellationToken);
        return TypedResults.Created($"/api/v1/bookings/{id}/reminders/{reminderId}", new ReminderResponse(reminderId, id, dueAt.ToUniversalTime()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelReminder(
        string id, string reminderId, IRealtimeService realtime, CancellationToken cancellationToken) =>
        await realtime.CancelReminderAsync(reminderId, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem($"The booking {id} has no reminder {reminderId} to come.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult NoBooking(string id) =>
        TypedResults.Problem($"There is no booking {id}.", statusCode: StatusCodes.Status404NotFound);
}
