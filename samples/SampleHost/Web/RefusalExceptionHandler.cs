using System.Text.Json;
using AudioTaiLoc.Realtime;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace SampleHost.Web;

/// <summary>Turns what the framework and the library refuse by exception into the matching problem; the rest stays a 500.</summary>
internal sealed class RefusalExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            RealtimeException refusal => new ProblemDetails { Status = StatusOf(refusal.Code), Detail = refusal.Message },
            BadHttpRequestException { InnerException: JsonException json } request => new ProblemDetails
            {
                Status = request.StatusCode,
                Detail = json.Path is { Length: > 2 } path ? $"The field {path[2..]} cannot be read." : "The body is not the JSON object expected here.",
            },
            BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } => new ProblemDetails
            {
                Status = StatusCodes.Status400BadRequest,
                Detail = "The request cannot be read; a JSON object is expected as its body.",
            },
            BadHttpRequestException request => new ProblemDetails { Status = request.StatusCode, Detail = request.Message },
            _ => null,
        };
        if (problem is null)
        {
            return ValueTask.FromResult(false);
        }

        httpContext.Response.StatusCode = problem.Status!.Value;
        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static int StatusOf(string code) => code switch
    {
        RealtimeErrorCodes.NotFound => StatusCodes.Status404NotFound,
        RealtimeErrorCodes.Conflict => StatusCodes.Status409Conflict,
        RealtimeErrorCodes.Forbidden => StatusCodes.Status403Forbidden,
        RealtimeErrorCodes.RateLimited => StatusCodes.Status429TooManyRequests,
        RealtimeErrorCodes.Unavailable or RealtimeErrorCodes.ShuttingDown => StatusCodes.Status503ServiceUnavailable,
        RealtimeErrorCodes.InvalidPayload or RealtimeErrorCodes.TooLarge => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
