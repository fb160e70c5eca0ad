using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using SampleHost.Auth;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Orders;

/// <summary><c>GET orders</c>, <c>PUT orders/{id}/status</c>.</summary>
internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        var orders = api.MapGroup("orders").RequireAuthorization();
        orders.MapGet("", List);
        orders.MapPut("{id}/status", ChangeStatus).RequireAuthorization(ShopAuthentication.StaffPolicy);
    }

    private static Ok<Order[]> List(ClaimsPrincipal user, IShopStore store) =>
        TypedResults.Ok(store.Current.Orders.Where(order => user.IsStaff() || order.CustomerId == user.Id()).ToArray());

    private static async Task<Results<Ok<Order>, ValidationProblem, ProblemHttpResult>> ChangeStatus(
        string id, StatusRequest request, OrderDesk desk, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Word("status", request.Status).OptionalObject("data", request.Data);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await desk.ChangeStatusAsync(id, request.Status!, request.Data, cancellationToken) is { } order
            ? TypedResults.Ok(order)
            : TypedResults.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);
    }
}
