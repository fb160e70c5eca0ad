using System.Text;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>A namespace that is served: its name and how packets of it begin.</summary>
internal sealed class SocketIoNamespace
{
    private readonly byte[] _name;
    private readonly byte[] _prefix;

    /// <param name="name">Beginning with a slash and without a comma, e.g. <c>/api/v1/realtime</c>.</param>
    public SocketIoNamespace(string name)
    {
        if (!name.StartsWith('/') || name.Contains(',', StringComparison.Ordinal))
        {
            throw new ArgumentException("A namespace begins with a slash and has no comma.", nameof(name));
        }

        Name = name;
        _name = Encoding.UTF8.GetBytes(name);
        _prefix = name == "/" ? [] : [.. _name, (byte)','];
    }

    public string Name { get; }

    /// <summary>What stands between type and payload: nothing for <c>/</c>, else the name and a comma.</summary>
    public ReadOnlySpan<byte> Prefix => _prefix;

    public bool Is(ReadOnlySpan<byte> name) => name.SequenceEqual(_name);
}
