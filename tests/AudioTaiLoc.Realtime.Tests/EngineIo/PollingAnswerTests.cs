using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Clients that leave the HTTP connection around the answer to a GET, or do not read the answer.</summary>
public sealed class PollingAnswerTests : EngineIoFixture
{
    private static readonly EngineIoFrame Thousand = EngineIoFrame.Message(new byte[995]);

    private readonly Connection _connection = new();

    internal override EngineIoOptions Options => base.Options with { MaxQueuedBytes = 5000 };

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

    [Fact]
    public async Task What_is_not_read_yet_counts_against_the_bound_whatever_number_of_GETs_took_it()
    {
        EngineIoSession session = await OpenAsync();
        await using var unread = new GatedStream();
        unread.Shut();
        var answers = new List<Task>();
        int sent = 0;
        while (sent < 100 && session.Send(Thousand))
        {
            sent++;
            answers.Add(Server.HandleAsync(Get($"sid={session.Id}", unread)));
        }

        // The last is the one that may be there beside what fills the bound.
        Assert.Equal(6, sent);
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        await Handler.ExpectAsync("opened", "closed SlowConsumer");
        unread.Open();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task What_is_read_counts_no_longer_and_the_next_GET_need_not_wait_for_that()
    {
        EngineIoSession session = await OpenAsync();
        await using var body = new GatedStream();
        body.Shut();
        Send(session, 5);
        session.Send(EngineIoFrame.Text(new byte[700], isCounted: false));
        Task answer = Server.HandleAsync(Get($"sid={session.Id}", body));
        int uncounted = session.UncountedBytes;
        Send(session, 1);
        using var next = new MemoryStream();
        await Server.HandleAsync(Get($"sid={session.Id}", next));
        body.Open();
        await answer;
        Send(session, 5);

        Assert.InRange(uncounted, 700, 710);
        Assert.Equal(0, session.UncountedBytes);
        Assert.Equal(996, next.Length);
        Assert.False(session.IsClosed);
    }

    [Theory]
    [InlineData("SlowConsumer", 0, 1)]
    [InlineData("ForcedClose", 4, 2)]
    [InlineData("PingTimeout", 4, 2)]
    public async Task What_is_left_unread_is_cut_off_after_the_end_of_its_session(string reason, int patience, int more)
    {
        EngineIoSession session = await OpenAsync();
        await using var body = new GatedStream();
        body.Shut();
        Send(session, 1);
        Task answer = Server.HandleAsync(Get($"sid={session.Id}", body));
        session.Close(Enum.Parse<EngineIoCloseReason>(reason));
        Time.Advance(TimeSpan.FromSeconds(patience));
        Assert.Equal(0, _connection.Aborts);
        Time.Advance(TimeSpan.FromSeconds(more));

        Assert.Equal(1, _connection.Aborts);
        body.Open();
        await answer;
    }

    [Fact]
    public async Task What_was_left_for_the_last_GETs_is_cut_off_too()
    {
        EngineIoSession session = await OpenAsync();
        await using var body = new GatedStream();
        body.Shut();
        Send(session, 1);
        session.Close(EngineIoCloseReason.ForcedClose);
        Task answer = Server.HandleAsync(Get($"sid={session.Id}", body));
        Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(1, _connection.Aborts);
        body.Open();
        await answer;
    }

    [Fact]
    public async Task What_is_left_unread_by_a_client_that_moves_to_a_WebSocket_is_cut_off()
    {
        EngineIoSession session = await OpenAsync();
        await using var body = new GatedStream();
        body.Shut();
        Send(session, 1);
        Task answer = Server.HandleAsync(Get($"sid={session.Id}", body));
        using ProtocolSocket socket = await Host.OpenWebSocketAsync(session.Id);
        await socket.SendAsync("2probe");
        await socket.SendAsync("5");
        await socket.SendAsync("4there");
        Assert.Equal(["3probe", "4there"], await socket.ReceiveAsync(2));
        Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(1, _connection.Aborts);
        Assert.False(session.IsClosed);
        body.Open();
        await answer;
    }

    [Fact]
    public async Task What_is_read_in_time_is_not_cut_off()
    {
        EngineIoSession session = await OpenAsync();
        await using var body = new GatedStream();
        body.Shut();
        Send(session, 1);
        Task answer = Server.HandleAsync(Get($"sid={session.Id}", body));
        session.Close(EngineIoCloseReason.ForcedClose);
        body.Open();
        await answer;
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(0, _connection.Aborts);
    }

    // Not over the network, where the client has the answer before this side knows that it is written.
    private async Task<EngineIoSession> OpenAsync()
    {
        using var body = new MemoryStream();
        await Server.HandleAsync(Get("EIO=4", body));
        return Handler.Sessions.Values.Single();
    }

    private static void Send(EngineIoSession session, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(session.Send(Thousand));
        }
    }

    private DefaultHttpContext Poll(string sid, Stream body, CancellationToken aborted)
    {
        DefaultHttpContext context = Get($"sid={sid}", body);
        context.RequestAborted = aborted;
        return context;
    }

    private DefaultHttpContext Get(string query, Stream body)
    {
        var context = new DefaultHttpContext
        {
            Request = { Method = HttpMethods.Get, QueryString = new QueryString($"?transport=polling&{query}") },
            Response = { Body = body },
        };
        context.Features.Set<IHttpRequestLifetimeFeature>(_connection);
        return context;
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public int Aborts { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => Aborts++;
    }

    private sealed class ClosingBody(CancellationTokenSource connection) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            await connection.CancelAsync();
        }
    }
}
