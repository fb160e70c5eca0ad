using System.Text.Json.Serialization.Metadata;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>All calls by name, the same for both wires.</summary>
internal sealed class OperationTable
{
    private readonly Dictionary<string, Operation> _operations = new(StringComparer.Ordinal);

    public OperationTable(IEnumerable<IOperationSource> sources)
    {
        foreach (var source in sources)
        {
            source.AddTo(this);
        }
    }

    public IReadOnlyCollection<string> Names => _operations.Keys;

    public void Add<TRequest>(
        string name,
        JsonTypeInfo<TRequest> json,
        Func<Connection, TRequest, CancellationToken, ValueTask<Ack>> handler,
        OperationAccess access = OperationAccess.SignedIn)
        where TRequest : class => _operations.Add(name, new Operation<TRequest>(name, access, json, handler));

    /// <summary>Finds an operation; the name need not be a string.</summary>
    public Operation? Find(ReadOnlySpan<char> name) =>
        _operations.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var operation) ? operation : null;
}
