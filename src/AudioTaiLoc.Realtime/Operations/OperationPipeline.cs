using System.Diagnostics;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>
/// The one way that every call of either wire takes: rate limit, bind, check, authorize, do, answer. A refusal is an
/// answer; nothing is ever thrown at a wire.
/// </summary>
internal sealed partial class OperationPipeline(
    OperationTable table, CallLimiter limiter, CallTimeouts timeouts, RealtimeMetrics metrics, ILogger<OperationPipeline> logger)
{
    /// <summary>No call lasts longer, whatever its stores do.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private const string UnknownOperation = "unknown";

    /// <summary>Does a call.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="name">The operation's name, as the client sent it.</param>
    /// <param name="payload">The JSON object as UTF-8; empty when there was none.</param>
    public ValueTask<Ack> InvokeAsync(Connection caller, ReadOnlySpan<char> name, ReadOnlyMemory<byte> payload) =>
        InvokeAsync(caller, table.Find(name), payload);

    /// <summary>Does a call whose name is UTF-8.</summary>
    public ValueTask<Ack> InvokeAsync(Connection caller, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> payload) =>
        InvokeAsync(caller, table.Find(name), payload);

    private async ValueTask<Ack> InvokeAsync(Connection caller, Operation? operation, ReadOnlyMemory<byte> payload)
    {
        var started = Stopwatch.GetTimestamp();
        using var activity = operation is null ? null : RealtimeActivities.StartCall(operation.Name);
        var ack = await RunAsync(operation, caller, payload).ConfigureAwait(false);
        if (ack.RefusalCode is { } code)
        {
            activity?.SetStatus(ActivityStatusCode.Error, code);
            limiter.Refused(caller, code);
        }

        metrics.Called(operation?.Name ?? UnknownOperation, ack.RefusalCode, started);
        return ack;
    }

    private async ValueTask<Ack> RunAsync(Operation? operation, Connection caller, ReadOnlyMemory<byte> payload)
    {
        try
        {
            limiter.Count(caller, operation?.Name);
            if (caller.CloseReason is { } ending)
            {
                throw new RealtimeException(ending.Code, ending.Message);
            }

            if (operation is null)
            {
                throw new RealtimeException(RealtimeErrorCodes.UnknownEvent, "There is no call of that name.");
            }

            if (operation.Access == OperationAccess.SignedIn && caller.UserId is null)
            {
                throw new RealtimeException(RealtimeErrorCodes.Unauthenticated, $"{operation.Name} needs a signed-in user.");
            }

            return await operation.InvokeAsync(caller, payload, timeouts.Next(CallTimeout)).ConfigureAwait(false);
        }
        catch (RealtimeException exception)
        {
            return Refusal.From(exception);
        }
        catch (OperationCanceledException exception)
        {
            LogTimedOut(logger, operation?.Name ?? UnknownOperation, exception);
            return new Refusal("The server could not answer in time; try again.", RealtimeErrorCodes.Unavailable);
        }
        catch (Exception exception)
        {
            var traceId = Activity.Current?.TraceId.ToString() ?? ActivityTraceId.CreateRandom().ToString();
            LogFailed(logger, operation?.Name ?? UnknownOperation, traceId, exception);
            return new Refusal("Something went wrong on the server.", RealtimeErrorCodes.Internal) { TraceId = traceId };
        }
    }
}
