using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>One call that clients can make: its name, what it takes, and what does it.</summary>
internal abstract class Operation(string name, OperationAccess access)
{
    public string Name => name;

    public OperationAccess Access => access;

    /// <summary>Binds the payload, checks it, and does the call.</summary>
    /// <exception cref="RealtimeException">The call is refused.</exception>
    public abstract ValueTask<Ack> InvokeAsync(Connection caller, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}

/// <summary>A call that takes <typeparamref name="TRequest"/>.</summary>
/// <typeparam name="TRequest">The payload.</typeparam>
internal sealed class Operation<TRequest>(
    string name,
    OperationAccess access,
    JsonTypeInfo<TRequest> json,
    Func<Connection, TRequest, CancellationToken, ValueTask<Ack>> handler)
    : Operation(name, access)
    where TRequest : class
{
    public override ValueTask<Ack> InvokeAsync(Connection caller, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        handler(caller, Bind(payload.Span), cancellationToken);

    private TRequest Bind(ReadOnlySpan<byte> payload)
    {
        try
        {
            // What a page leaves undefined arrives as null, and is as good as nothing.
            return JsonSerializer.Deserialize(payload.IsEmpty ? "{}"u8 : payload, json) ?? JsonSerializer.Deserialize("{}"u8, json)!;
        }
        catch (JsonException exception)
        {
            throw new RealtimeException(RealtimeErrorCodes.InvalidPayload, Describe(exception.Path), exception);
        }
    }

    // A path reads "$.orderId" or "$.participants[2]"; "$" alone is the payload itself.
    private static string Describe(string? path) => path is ['$', '.', .. var field]
        ? $"'{field}' has the wrong type."
        : "The payload must be an object.";
}
