using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Takes down what an Engine.IO server hands up; sends back each message unless told otherwise.</summary>
internal sealed class RecordingEngineIoHandler : IEngineIoHandler
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _opened = new();

    public ConcurrentDictionary<string, EngineIoSession> Sessions { get; } = new();

    public bool Admits { get; set; } = true;

    public int UnusedAdmissions { get; private set; }

    /// <summary>What a message does instead of being sent back.</summary>
    public Func<EngineIoSession, string, ValueTask>? OnMessage { get; set; }

    /// <summary>What happens while a session is handed up.</summary>
    public Action<EngineIoSession>? OnOpened { get; set; }

    /// <summary>Whether a session that sends too much is closed.</summary>
    public bool Enforces { get; set; } = true;

    public ConcurrentQueue<FlowExcess> Excesses { get; } = new();

    public bool Exceeded(EngineIoSession session, FlowExcess excess)
    {
        Excesses.Enqueue(excess);
        return Enforces;
    }

    public bool TryAdmit(HttpContext context) => Admits;

    public void AdmissionUnused() => UnusedAdmissions++;

    public void Opened(EngineIoSession session)
    {
        OnOpened?.Invoke(session);
        Sessions[session.Id] = session;
        _opened.GetOrAdd(session.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        _events.Writer.TryWrite("opened");
    }

    /// <summary>Waits until a session was handed up, which may be a moment after its client has read the handshake.</summary>
    public Task OpenedAsync(string sid) => _opened
        .GetOrAdd(sid, _ => new(TaskCreationOptions.RunContinuationsAsynchronously))
        .Task.WaitAsync(TestContext.Current.CancellationToken);

    public ValueTask ReceivedAsync(EngineIoSession session, ReadOnlyMemory<byte> data, bool isBinary)
    {
        string text = isBinary ? $"<{Convert.ToHexString(data.Span)}>" : Encoding.UTF8.GetString(data.Span);
        _events.Writer.TryWrite(text);
        if (OnMessage is not null)
        {
            return OnMessage(session, text);
        }

        session.Send(isBinary ? EngineIoFrame.Binary(data.Span) : EngineIoFrame.Message(data.Span));
        return default;
    }

    public ValueTask SignaledAsync(EngineIoSession session, object signal)
    {
        _events.Writer.TryWrite($"signal {signal}");
        return default;
    }

    public ValueTask ClosedAsync(EngineIoSession session, EngineIoCloseReason reason)
    {
        _events.Writer.TryWrite($"closed {reason}");
        return default;
    }

    /// <summary>The next thing that was handed up.</summary>
    public ValueTask<string> NextAsync() => _events.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task ExpectAsync(params string[] events)
    {
        foreach (string expected in events)
        {
            Assert.Equal(expected, await NextAsync());
        }
    }

    /// <summary>The same for events of several sessions.</summary>
    public async Task ExpectUnorderedAsync(params string[] events)
    {
        List<string> seen = [];
        foreach (string _ in events)
        {
            seen.Add(await NextAsync());
        }

        Assert.Equal(events.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }
}
