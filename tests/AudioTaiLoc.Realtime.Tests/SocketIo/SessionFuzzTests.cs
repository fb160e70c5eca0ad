using System.Collections.Concurrent;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Tests.EngineIo;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>
/// Whole sessions fed with hostile bodies and frames through the endpoint itself: it always answers, nothing fails unseen, and
/// in the end no session and no memory is left. An iteration of the short and the long run is ten inputs here.
/// </summary>
public sealed class SessionFuzzTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FuzzHandler _handler = new();
    private readonly SocketIoServer _server;

    public SessionFuzzTests() => _server = new(
        new SocketIoOptions { MaxAttachmentBytes = 1000 },
        new EngineIoOptions { MaxPayload = 2000, MaxQueuedBytes = 20_000, CompressionThreshold = 50 },
        _handler,
        _time,
        NullLoggerFactory.Instance);

    private static int Sessions => FuzzInput.Iterations / 10;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Polling_bodies()
    {
        var input = new FuzzInput(FuzzInput.Seed + 4);
        await RunAsync(async () =>
        {
            EngineIoSession session = await OpenAsync();
            for (int i = 0; i < 10; i++)
            {
                HttpContext answer = await HandleAsync(session.Id, "POST", "polling", i == 0 ? "40"u8.ToArray() : input.NextCall());
                Assert.Contains(answer.Response.StatusCode, (int[])[200, 400, 413]);
                if (input.Random.Next(4) == 0)
                {
                    // There may be nothing to answer with: a noop ends the wait.
                    Task<HttpContext> poll = HandleAsync(session.Id, "GET", "polling", []);
                    session.Send(EngineIoFrame.Noop);
                    Assert.Contains((await poll).Response.StatusCode, (int[])[200, 400]);
                }
            }

            session.Close(EngineIoCloseReason.ForcedClose);
        });
    }

    [Fact]
    public async Task WebSocket_frames()
    {
        var input = new FuzzInput(FuzzInput.Seed + 5);
        await RunAsync(async () =>
        {
            byte[] frames = [.. Connect, .. input.NextFrames(), .. input.NextFrames(), .. input.NextFrames()];
            await UpgradeAsync(null, frames, input);
        });
    }

    [Fact]
    public async Task Probes()
    {
        var input = new FuzzInput(FuzzInput.Seed + 6);
        await RunAsync(async () =>
        {
            EngineIoSession session = await OpenAsync();
            await UpgradeAsync(session.Id, input.Random.Next(3) == 0 ? input.NextFrames() : [.. Probe, .. Connect, .. input.NextFrames()], input);
            session.Close(EngineIoCloseReason.ForcedClose);
        });
    }

    private static ReadOnlySpan<byte> Connect => [0x81, 0x82, 0, 0, 0, 0, (byte)'4', (byte)'0'];

    private static ReadOnlySpan<byte> Probe =>
        [0x81, 0x86, 0, 0, 0, 0, (byte)'2', (byte)'p', (byte)'r', (byte)'o', (byte)'b', (byte)'e', 0x81, 0x81, 0, 0, 0, 0, (byte)'5'];

    private async Task RunAsync(Func<Task> session)
    {
        var unobserved = new ConcurrentQueue<Exception>();
        void Seen(object? sender, UnobservedTaskExceptionEventArgs failure) => unobserved.Enqueue(failure.Exception);
        TaskScheduler.UnobservedTaskException += Seen;
        try
        {
            await session();
            long before = GC.GetTotalMemory(forceFullCollection: true);
            for (int i = 1; i < Sessions; i++)
            {
                await session();
                if (i % 500 == 0)
                {
                    // Polling sessions wait for a last GET.
                    _time.Advance(TimeSpan.FromSeconds(10));
                }
            }

            _time.Advance(TimeSpan.FromSeconds(10));
            await _server.StopAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, _server.Engine.SessionCount);
            Assert.Equal(0, _server.UnconnectedCount);
            Assert.Equal(0, _handler.Connected);
            Assert.InRange(_handler.Events, Sessions / 10, int.MaxValue);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long after = GC.GetTotalMemory(forceFullCollection: true);
            Assert.DoesNotContain(unobserved, failure => failure.ToString().Contains("AudioTaiLoc.Realtime.", StringComparison.Ordinal));

            // Other tests run beside the short run, so only the long one says something about growth.
            Assert.True(Sessions < 50_000 || after - before < 8 * 1024 * 1024, $"{before} bytes before, {after} after");
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Seen;
        }
    }

    private async Task<EngineIoSession> OpenAsync()
    {
        HttpContext context = await HandleAsync(null, "GET", "polling", []);
        using var open = System.Text.Json.JsonDocument.Parse(((MemoryStream)context.Response.Body).ToArray().AsMemory(1));
        return _server.Engine.Find(open.RootElement.GetProperty("sid").GetString()!)!;
    }

    private async Task<HttpContext> HandleAsync(string? sid, string method, string transport, byte[] body, Stream? upgraded = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.QueryString = new($"?EIO=4&transport={transport}" + (sid is null ? string.Empty : $"&sid={sid}"));
        context.Request.Body = new MemoryStream(body);
        context.Response.Body = new MemoryStream();
        if (upgraded is not null)
        {
            context.Request.Headers.Upgrade = "websocket";
            context.Request.Headers.SecWebSocketVersion = "13";
            context.Request.Headers.SecWebSocketKey = "dGhlIHNhbXBsZSBub25jZQ==";
            context.Request.Headers.SecWebSocketExtensions = "permessage-deflate";
            context.Features.Set<IHttpUpgradeFeature>(new Upgrade(upgraded));
        }

        await _server.HandleAsync(context);
        return context;
    }

    private async Task UpgradeAsync(string? sid, byte[] frames, FuzzInput input)
    {
        await using var stream = new ScriptedStream(frames, input.Random);
        await HandleAsync(sid, "GET", "websocket", [], stream);
        Assert.InRange(stream.Written, 1, 1_000_000);
    }

    private sealed class Upgrade(Stream stream) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync() => Task.FromResult(stream);
    }
}
