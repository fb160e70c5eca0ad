using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A connection, and what the model says it must have been sent.</summary>
internal sealed class ModelClient(string name, Connection connection, RecordingTransport transport)
{
    private readonly List<(long Position, bool IsReplay)> _expected = [];
    private readonly List<long> _held = [];
    private bool _isReplaying;

    public string Name => name;

    public Connection Connection => connection;

    public string? UserId => connection.UserId;

    /// <summary>From where on it got what went to each room.</summary>
    public Dictionary<string, long> Rooms { get; } = [];

    /// <summary>From where on it got what went to its user and to all.</summary>
    public long CoveredAfter { get; set; }

    public bool IsClosed { get; set; }

    public bool IsGone { get; set; }

    public long LastSeen => _expected.Count == 0 ? 0 : _expected.Max(expected => expected.Position);

    public void Deliver(long position)
    {
        if (IsClosed)
        {
            return;
        }

        if (_isReplaying)
        {
            _held.Add(position);
        }
        else
        {
            _expected.Add((position, false));
        }
    }

    public void BeginReplay() => _isReplaying = true;

    public void EndReplay(IEnumerable<long> positions)
    {
        _isReplaying = false;
        if (!IsGone && !IsClosed)
        {
            _expected.AddRange(positions.Select(position => (position, true)));
            _expected.AddRange(_held.Select(position => (position, false)));
        }

        _held.Clear();
    }

    public void Verify(string run, Func<long, string> toEventId)
    {
        var sent = transport.Sent;
        var actual = sent.Select(one => (one.Position, one.IsReplay)).ToArray();
        Assert.True(
            actual.SequenceEqual(_expected),
            $"{run}, {name}: expected [{string.Join(' ', _expected)}], was sent [{string.Join(' ', actual)}].");
        Assert.True(
            sent.All(one => one.EventId is null || one.EventId == toEventId(one.Position)),
            $"{run}, {name}: an event id is not that of its position.");
    }
}
