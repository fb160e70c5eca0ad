using SampleHost.Auth;

namespace SampleHost.Operations;

/// <summary>What staff do beside orders, bookings and stock.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        var staff = api.MapGroup("").RequireAuthorization(ShopAuthentication.StaffPolicy);
        staff.MapPost("notifications", AnnouncementEndpoints.Notify);
        staff.MapPost("broadcast", AnnouncementEndpoints.Broadcast);
        staff.MapPost("rooms/{room}/grants", GrantEndpoints.Grant);
        staff.MapDelete("rooms/{room}/grants/{userId}", GrantEndpoints.Revoke);
        staff.MapPost("users/{id}/disconnect", KickEndpoint.Kick);
        staff.MapGet("stats", StatsEndpoint.Get);
    }
}
