using Microsoft.AspNetCore.Http.HttpResults;
using SampleHost.Auth;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Products;

/// <summary><c>GET products</c>, <c>PUT products/{id}/stock</c>.</summary>
internal static class ProductEndpoints
{
    private const int MaxQuantity = 1_000_000;

    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("products").RequireAuthorization();
        products.MapGet("", (IShopStore store) => TypedResults.Ok(store.Current.Products));
        products.MapPut("{id}/stock", SetStock).RequireAuthorization(ShopAuthentication.StaffPolicy);
    }

    private static async Task<Results<Ok<Product>, ValidationProblem, ProblemHttpResult>> SetStock(
        string id, StockRequest request, StockDesk desk, CancellationToken cancellationToken)
    {
        if (request.Quantity is not (>= 0 and <= MaxQuantity))
        {
            return new FieldErrors().Add("quantity", $"A whole number from 0 to {MaxQuantity}.").ToProblem();
        }

        return await desk.SetQuantityAsync(id, request.Quantity.Value, cancellationToken) is { } product
            ? TypedResults.Ok(product)
            : TypedResults.Problem($"There is no product {id}.", statusCode: StatusCodes.Status404NotFound);
    }
}
