using Microsoft.AspNetCore.Routing;

namespace SampleHost.Web;

/// <summary>Makes every refusal an <c>application/problem+json</c> with the status a REST client expects.</summary>
internal static class ShopRefusals
{
    public static void AddShopRefusals(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<RefusalExceptionHandler>();

        // A body that cannot be read comes to the handler in every environment, and is a problem with a sentence.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseShopRefusals(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }
}
