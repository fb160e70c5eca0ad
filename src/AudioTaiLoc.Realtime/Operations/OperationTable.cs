using System.Buffers;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>All calls by name, the same for both wires.</summary>
internal sealed class OperationTable
{
    private const int LongestName = 64;

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

    /// <summary>Finds an operation by a name in UTF-8; all names are ASCII.</summary>
    public Operation? Find(ReadOnlySpan<byte> name)
    {
        Span<char> characters = stackalloc char[LongestName];
        return name.Length <= LongestName && Ascii.ToUtf16(name, characters, out var length) == OperationStatus.Done
            ? Find(characters[..length])
            : null;
    }

    /// <summary>Finds an operation; the name need not be a string.</summary>
    public Operation? Find(ReadOnlySpan<char> name) =>
        _operations.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var operation) ? operation : null;
}
