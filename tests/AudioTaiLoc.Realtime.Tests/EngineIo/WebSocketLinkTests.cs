using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

public sealed class WebSocketLinkTests : IAsyncDisposable
{
    private readonly GatedStream _stream = new();
    private readonly DefaultHttpContext _context = new();
    private readonly WebSocketLink _link;

    public WebSocketLinkTests() => _link = Link(1000);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    [Fact]
    public void An_idle_link_writes_at_once()
    {
        Assert.Equal(SendResult.Sent, _link.Send(EngineIoFrame.Ping));

        Assert.Equal(new byte[] { 0x81, 1, (byte)'2' }, Assert.Single(_stream.Writes));
    }

    [Fact]
    public async Task What_comes_during_a_write_goes_out_in_one()
    {
        _stream.Shut();
        _link.Send(EngineIoFrame.Message("0"u8));
        for (byte i = 1; i <= 9; i++)
        {
            _link.Send(EngineIoFrame.Message([(byte)('0' + i)]));
        }

        Assert.Single(_stream.Writes);
        _stream.Open();
        await _link.FinishAsync();

        Assert.Equal(2, _stream.Writes.Count);
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => new byte[] { 0x81, 2, (byte)'4', (byte)('0' + i) }), _stream.All());
        Assert.Equal(0, _stream.OverlappingWrites);
    }

    [Fact]
    public async Task A_chain_is_never_parted()
    {
        WebSocketLink link = Link(1_000_000);
        EngineIoFrame chain = EngineIoFrame.Message("c"u8, EngineIoFrame.Binary([1], EngineIoFrame.Binary([2])));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                link.Send(chain);
                link.Send(EngineIoFrame.Ping);
            }
        })));
        await link.FinishAsync();

        byte[] bytes = _stream.All();
        byte[] whole = [0x81, 2, (byte)'4', (byte)'c', 0x82, 1, 1, 0x82, 1, 2];
        int chains = 0;
        for (int at = 0; at < bytes.Length;)
        {
            bool isPing = bytes.AsSpan(at).StartsWith((ReadOnlySpan<byte>)[0x81, 1, (byte)'2']);
            Assert.True(isPing || bytes.AsSpan(at).StartsWith(whole));
            chains += isPing ? 0 : 1;
            at += isPing ? 3 : whole.Length;
        }

        Assert.Equal(2000, chains);
        Assert.Equal(0, _stream.OverlappingWrites);
    }

    [Fact]
    public void Over_the_bound_a_frame_is_not_taken()
    {
        _stream.Shut();
        _link.Send(EngineIoFrame.Message(new byte[5000]));

        Assert.Equal(SendResult.Sent, _link.Send(EngineIoFrame.Message(new byte[900])));
        Assert.Equal(SendResult.Overflow, _link.Send(EngineIoFrame.Message(new byte[100])));
        Assert.Equal(SendResult.Sent, _link.Send(EngineIoFrame.Message(new byte[50])));
    }

    [Fact]
    public void A_frame_alone_may_be_larger_than_the_bound_and_what_is_bounded_elsewhere_does_not_count()
    {
        _stream.Shut();
        _link.Send(EngineIoFrame.Ping);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(SendResult.Sent, _link.Send(EngineIoFrame.Text(new byte[900], isCounted: false)));
        }

        Assert.Equal(SendResult.Sent, _link.Send(EngineIoFrame.Message(new byte[5000])));
        Assert.Equal(SendResult.Overflow, _link.Send(EngineIoFrame.Ping));
    }

    [Fact]
    public async Task The_close_frame_is_the_last()
    {
        _stream.Shut();
        _link.Send(EngineIoFrame.Ping);
        _link.Send(EngineIoFrame.Ping);
        _link.End(1001);
        _link.End(1000);

        Assert.Equal(SendResult.Closed, _link.Send(EngineIoFrame.Ping));
        Task finished = _link.FinishAsync();
        Assert.False(finished.IsCompleted);
        _stream.Open();
        await finished;

        Assert.Equal(new byte[] { 0x81, 1, (byte)'2', 0x81, 1, (byte)'2', 0x88, 2, 0x03, 0xE9 }, _stream.All());
    }

    [Fact]
    public async Task A_failed_write_ends_the_link_and_aborts_the_connection()
    {
        var lifetime = new Mock<IHttpRequestLifetimeFeature>();
        _context.Features.Set(lifetime.Object);
        _stream.Shut();
        _link.Send(EngineIoFrame.Ping);
        _link.Send(EngineIoFrame.Ping);
        Task finished = _link.FinishAsync();
        _stream.Fail();
        await finished;

        Assert.Equal(SendResult.Closed, _link.Send(EngineIoFrame.Ping));
        Assert.Single(_stream.Writes);
        lifetime.Verify(feature => feature.Abort(), Times.Once);
    }

    [Fact]
    public async Task A_frame_larger_than_a_batch_goes_out_whole_and_in_order()
    {
        WebSocketLink link = Link(1_000_000);
        _stream.Shut();
        link.Send(EngineIoFrame.Ping);
        link.Send(EngineIoFrame.Message("a"u8));
        link.Send(EngineIoFrame.Message(new byte[100_000]));
        link.Send(EngineIoFrame.Message("b"u8));
        _stream.Open();
        await link.FinishAsync();

        Assert.Equal([3, 4, 100_011, 4], _stream.Writes.Select(write => write.Length));
    }

    [Fact]
    public void A_delivery_to_an_idle_link_allocates_nothing()
    {
        EngineIoFrame frame = EngineIoFrame.Message("shared"u8);
        _stream.RecordsWrites = false;
        for (int i = 0; i < 1000; i++)
        {
            _link.Send(frame);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            _link.Send(frame);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Writes_of_the_framework_take_their_turn()
    {
        await using var stream = new SerializedWriteStream(_stream, _link);
        _stream.Shut();
        _link.Send(EngineIoFrame.Ping);
        byte[] pong = [0x8A, 0];
        await stream.WriteAsync(pong, TestContext.Current.CancellationToken);
        pong[0] = 0;
        _stream.Open();
        await _link.FinishAsync();

        Assert.Equal(new byte[] { 0x81, 1, (byte)'2', 0x8A, 0 }, _stream.All());
    }

    private WebSocketLink Link(int maxQueued) => new(_context, _stream, maxQueued, null, NullLogger.Instance);
}
