using Microsoft.AspNetCore.StaticFiles;

namespace SampleHost.Web;

/// <summary>Serves the page that the build put into wwwroot, or says how to get it.</summary>
internal static class ShopPage
{
    private const string Missing = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>AudioTaiLoc shop</title></head>
        <body>
        <h1>The shop is running; its page is not built</h1>
        <p>Install Node.js 20.19 (or a later 20), or 22.12 or newer, and build the sample again: <code>dotnet run --project samples/SampleHost</code>.</p>
        <p>The REST interface is at <code>/api/v1</code>, the real-time address is <code>/api/v1/realtime</code>.</p>
        </body>
        </html>
        """;

    public static void UseShopPage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = SetCaching });
        app.Use((context, next) => context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method)
            ? TypedResults.Content(Missing, "text/html; charset=utf-8").ExecuteAsync(context)
            : next(context));
    }

    // Vite names what is in assets/ after its content; everything else may change under its name.
    private static void SetCaching(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets")
            ? "public, max-age=31536000, immutable"
            : "no-cache";
}
