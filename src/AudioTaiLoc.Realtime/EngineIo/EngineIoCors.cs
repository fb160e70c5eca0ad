using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>CORS headers of polling answers, for hosts that name origins in the options instead of a policy of their own.</summary>
internal static class EngineIoCors
{
    /// <summary>Adds the headers; true when the request was a preflight and is answered.</summary>
    public static bool Apply(HttpContext context, OriginRule rule)
    {
        if (!rule.WritesCors || context.Request.Headers.Origin is not [{ Length: > 0 } origin])
        {
            return false;
        }

        IHeaderDictionary headers = context.Response.Headers;
        bool allowed = rule.Allows(context);
        if (rule.IsAny)
        {
            headers.AccessControlAllowOrigin = "*";
        }
        else
        {
            headers.Append("Vary", "Origin");
            if (allowed)
            {
                headers.AccessControlAllowOrigin = origin;
                headers.AccessControlAllowCredentials = "true";
            }
        }

        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        if (allowed)
        {
            headers.AccessControlAllowMethods = "GET, POST";
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            headers.AccessControlMaxAge = "600";
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
