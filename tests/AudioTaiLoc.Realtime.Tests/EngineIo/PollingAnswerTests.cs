using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Clients that leave the HTTP connection around the answer to a GET.</summary>
public sealed class PollingAnswerTests : EngineIoFixture
{
    [Fact]
    public async Task A_client_that_closes_the_connection_with_the_answers_last_byte_keeps_its_session()
    {
        string sid = await Host.OpenPollingAsync();
        Server.Find(sid)!.Send(EngineIoFrame.Text("4first"u8.ToArray()));
        using var gone = new CancellationTokenSource();
        using var body = new ClosingBody(gone);

        await Server.HandleAsync(Poll(sid, body, gone.Token));

        Assert.Equal("4first"u8, body.ToArray());
        Server.Find(sid)!.Send(EngineIoFrame.Text("4second"u8.ToArray()));
        Assert.Equal("4second", await Host.PollAsync(sid));
    }

    [Fact]
    public async Task A_client_that_is_gone_before_the_answer_ends_its_session()
    {
        string sid = await Host.OpenPollingAsync();
        Server.Find(sid)!.Send(EngineIoFrame.Text("4first"u8.ToArray()));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        using var body = new MemoryStream();

        await Server.HandleAsync(Poll(sid, body, gone.Token));

        Assert.Equal(0, body.Length);
        await Handler.ExpectAsync("opened", "closed TransportError");
    }

    private static DefaultHttpContext Poll(string sid, Stream body, CancellationToken aborted) => new()
    {
        Request = { Method = HttpMethods.Get, QueryString = new QueryString($"?EIO=4&transport=polling&sid={sid}") },
        Response = { Body = body },
        RequestAborted = aborted,
    };

    private sealed class ClosingBody(CancellationTokenSource connection) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            await connection.CancelAsync();
        }
    }
}
