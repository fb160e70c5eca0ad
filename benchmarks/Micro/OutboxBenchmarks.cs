using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.Micro.Wires;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>The outbox of one Socket.IO connection: a shared frame to a client that reads, and twenty to one that is busy.</summary>
public class OutboxBenchmarks
{
    private const int Waiting = 20;

    private readonly EngineIoFrame _frame = EngineIoFrame.Message(new byte[260]);
    private readonly BlockedStream _stream = new();
    private WebSocketLink _link = null!;

    [GlobalSetup]
    public void Setup() => _link = new WebSocketLink(new DefaultHttpContext(), _stream, 1024 * 1024, compressionThreshold: null, NullLogger.Instance);

    [Benchmark]
    public int SendToReader() => (int)_link.Send(_frame);

    /// <summary>One write in flight, twenty frames behind it, then all of them in one write.</summary>
    [Benchmark(OperationsPerInvoke = Waiting + 1)]
    public void SendToBusy()
    {
        _stream.Block();
        for (var i = 0; i <= Waiting; i++)
        {
            if (_link.Send(_frame) != SendResult.Sent)
            {
                throw new InvalidOperationException("The outbox is full.");
            }
        }

        _stream.LetGo();
    }
}
