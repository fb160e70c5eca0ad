using AudioTaiLoc.Realtime;
using Microsoft.AspNetCore.Http.HttpResults;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Operations;

/// <summary>Closes every connection of a user.</summary>
internal static class KickEndpoint
{
    private const int MaxReasonLength = 120;

    public static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> Kick(
        string id, KickRequest request, IShopStore store, IRealtimeService realtime, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Text("reason", request.Reason, MaxReasonLength);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!store.Current.HasAccount(id))
        {
            return TypedResults.Problem($"There is no user {id}.", statusCode: StatusCodes.Status404NotFound);
        }

        await realtime.DisconnectUserAsync(id, request.Reason!, cancellationToken);
        return TypedResults.Accepted((string?)null);
    }
}
