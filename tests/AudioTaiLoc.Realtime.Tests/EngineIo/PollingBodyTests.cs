using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Whatever a body does, the arrays it is read into go back to the pool, each once.</summary>
public sealed class PollingBodyTests : EngineIoFixture
{
    private readonly WatchedPool _pool = new();

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(9000)]
    public async Task One_that_breaks_off(int after)
    {
        await using var body = new EndingStream(after, breaksOff: true);

        Assert.Equal(StatusCodes.Status400BadRequest, await PostAsync(body));
        await Handler.ExpectAsync("opened", "closed TransportError");
    }

    [Theory]
    [InlineData(9000, StatusCodes.Status200OK)]
    [InlineData(20_000, StatusCodes.Status413PayloadTooLarge)]
    public async Task One_that_is_whole_or_too_large(int length, int status)
    {
        await using var body = new EndingStream(length, breaksOff: false);

        Assert.Equal(status, await PostAsync(body));
    }

    private async Task<int> PostAsync(Stream body)
    {
        EngineIoSession session = Handler.Sessions[await Host.OpenPollingAsync()];
        var context = new DefaultHttpContext { Request = { Method = HttpMethods.Post, Body = body } };
        await PollingRequests.PostAsync(context, session, Options.MaxPayload, _pool);

        Assert.NotEqual(0, _pool.Rented);
        Assert.Equal(0, _pool.WronglyReturned);
        Assert.Equal(0, _pool.Out);
        return context.Response.StatusCode;
    }

    /// <summary>That many bytes of a message, and then its end or a failure.</summary>
    private sealed class EndingStream(int length, bool breaksOff) : MemoryStream([.. Enumerable.Repeat((byte)'4', length)])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 || !breaksOff ? read : throw new IOException("expected");
        }
    }
}
