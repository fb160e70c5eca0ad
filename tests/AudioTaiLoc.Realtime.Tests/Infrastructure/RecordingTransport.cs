using System.Text;
using System.Text.Json;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>A wire's end that keeps what it is given; like the real ones it takes nothing more once it is closed.</summary>
internal sealed class RecordingTransport : IConnectionTransport
{
    private readonly Lock _gate = new();
    private readonly List<SentEvent> _sent = [];
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CloseReason? _closed;

    public IReadOnlyList<SentEvent> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    public IReadOnlyList<long> Positions => [.. Sent.Select(sent => sent.Position)];

    public CloseReason? Closed => Volatile.Read(ref _closed);

    /// <summary>Completes when it is closed.</summary>
    public Task Closing => _closing.Task;

    /// <summary>What the client is to have left unread.</summary>
    public int UnreadReplayBytes { get; set; }

    public void Send(OutboundEvent outbound)
    {
        lock (_gate)
        {
            if (_closed is null)
            {
                _sent.Add(new SentEvent(outbound.Name, outbound.Position, outbound.IsReplay, Write(outbound)));
            }
        }
    }

    public void Close(CloseReason reason)
    {
        lock (_gate)
        {
            _closed = reason;
        }

        _closing.TrySetResult();
    }

    private static string Write(OutboundEvent outbound)
    {
        var bytes = new byte[outbound.PayloadLength];
        return Encoding.UTF8.GetString(bytes, 0, outbound.WritePayload(bytes));
    }
}

/// <summary>An event as it was sent.</summary>
internal sealed record SentEvent(string Name, long Position, bool IsReplay, string Payload)
{
    public string? EventId => JsonDocument.Parse(Payload).RootElement.TryGetProperty("eventId", out var id) ? id.GetString() : null;
}
