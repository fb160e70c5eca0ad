using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A client that loses its connection now and then, and what it has got over all of them.</summary>
internal sealed class ValueClient(string name, string userId)
{
    private readonly List<ValueFrame> _before = [];
    private ValueTransport _transport = null!;
    private int _taken;
    private int _confirmed;

    public string Name => name;

    public string UserId => userId;

    public Connection Connection { get; private set; } = null!;

    /// <summary>Its rooms, and how much it had got of everything when it entered each.</summary>
    public Dictionary<string, int> Rooms { get; } = [];

    /// <summary>Where it entered each of them as one that had not been there: it may not have been told what was before.</summary>
    public Dictionary<string, long> EnteredAt { get; } = [];

    /// <summary>All it has got, in order.</summary>
    public IReadOnlyList<ValueFrame> Seen => [.. _before, .. _transport.Frames.Skip(_taken)];

    /// <summary>The client has an answer: what was sent before it has arrived.</summary>
    public void Confirm() => _confirmed = _transport.Frames.Count;

    public void Use(Connection connection, ValueTransport transport)
    {
        (Connection, _transport, _taken, _confirmed) = (connection, transport, 0, 0);
    }

    /// <summary>The connection breaks: of what was sent over it only a part arrived.</summary>
    public void Lose(Random random)
    {
        var frames = _transport.Frames;
        _before.AddRange(frames.Take(random.Next(_confirmed, frames.Count + 1)));
        _taken = frames.Count;
    }

    /// <summary>The connection's own frames, for what holds per connection.</summary>
    public IReadOnlyList<ValueFrame> OfConnection => _transport.Frames;
}
