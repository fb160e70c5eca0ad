using System.Net;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Engine.IO protocol 4, "HTTP long-polling".</summary>
public sealed class PollingTests : EngineIoFixture
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal override EngineIoOptions Options => base.Options with { MaxQueuedBytes = 5000 };

    [Theory]
    [InlineData("4hello")]
    [InlineData("4test1\u001e4test2\u001e4test3")]
    [InlineData("4hello\u001ebAQIDBA==")]
    [InlineData("4")]
    [InlineData("b")]
    [InlineData("4€ and \U0001F600")]
    public async Task What_is_posted_is_handed_up_packet_by_packet(string body)
    {
        string sid = await Host.OpenPollingAsync();
        using HttpResponseMessage response = await Host.PostAsync(sid, body);

        Assert.Equal("ok", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("text/html", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(body, await Host.PollAsync(sid));
    }

    [Fact]
    public async Task A_poll_waits_for_something_to_send()
    {
        string sid = await Host.OpenPollingAsync();
        Task<string> poll = Host.PollAsync(sid);
        await Host.SendAsync(sid, "4now");

        Assert.Equal("4now", await poll);
    }

    [Theory]
    [InlineData("abc", "ParseError")]
    [InlineData("", "ParseError")]
    [InlineData("4ok\u001e", "ParseError")]
    [InlineData("bAQ!", "ParseError")]
    [InlineData("2", "ParseError")]
    public async Task What_is_no_packet_closes_the_session(string body, string reason)
    {
        string sid = await Host.OpenPollingAsync();
        using HttpResponseMessage response = await Host.PostAsync(sid, body);
        (HttpStatusCode status, _) = await Host.TryPollAsync(sid);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        await Handler.ExpectAsync("opened");
        string next = await Handler.NextAsync();
        Assert.Equal($"closed {reason}", next == "ok" ? await Handler.NextAsync() : next);
    }

    [Fact]
    public async Task Invalid_UTF8_and_bodies_of_protocol_3_close_the_session()
    {
        foreach (HttpContent content in (HttpContent[])[new ByteArrayContent([(byte)'4', 0xC3, 0x28]), Octets()])
        {
            string sid = await Host.OpenPollingAsync();
            using HttpResponseMessage response = await PostAsync(sid, content);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            await Handler.ExpectAsync("opened", "closed ParseError");
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_declared_or_not()
    {
        foreach (bool declared in (bool[])[true, false])
        {
            string sid = await Host.OpenPollingAsync();
            using var content = new StringContent("4" + new string('x', 10_000));
            using var request = new HttpRequestMessage(HttpMethod.Post, ProtocolHost.Path($"EIO=4&transport=polling&sid={sid}"))
            {
                Content = content,
            };
            request.Headers.TransferEncodingChunked = !declared;
            using HttpResponseMessage response = await Host.Http.SendAsync(request, Cancellation);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            await Handler.ExpectAsync("opened", "closed TooLarge");
        }
    }

    [Fact]
    public async Task A_body_of_the_limit_is_taken()
    {
        string sid = await Host.OpenPollingAsync();
        Handler.OnMessage = static (_, _) => default;

        await Host.SendAsync(sid, "4" + new string('x', 9_999));
    }

    [Fact]
    public async Task A_second_GET_closes_the_session_and_ends_the_first()
    {
        string sid = await Host.OpenPollingAsync();
        Task<string> first = Host.PollAsync(sid);
        await WaitForPollAsync(sid);
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);

        await Handler.ExpectAsync("opened", "closed TransportError");
        Assert.Equal("1", await first);
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task A_second_POST_closes_the_session()
    {
        string sid = await Host.OpenPollingAsync();
        var more = new TaskCompletionSource();
        using var slow = new SlowContent(more.Task);
        Task<HttpResponseMessage> first = PostAsync(sid, slow);
        await slow.Started;
        await WaitForPostAsync(sid);
        using HttpResponseMessage second = await Host.PostAsync(sid, "4b");

        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        await Handler.ExpectAsync("opened", "closed TransportError");
        more.SetResult();
        (await first).Dispose();
    }

    [Fact]
    public async Task A_poll_given_up_closes_the_session()
    {
        string sid = await Host.OpenPollingAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<HttpResponseMessage> poll = Host.Http.GetAsync(new Uri(ProtocolHost.Path($"EIO=4&transport=polling&sid={sid}"), UriKind.Relative), patience.Token);
        await WaitForPollAsync(sid);
        await patience.CancelAsync();

        await Handler.ExpectAsync("opened", "closed TransportError");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }

    [Fact]
    public async Task A_close_packet_ends_the_waiting_GET_with_a_noop()
    {
        string sid = await Host.OpenPollingAsync();
        Task<string> poll = Host.PollAsync(sid);
        await WaitForPollAsync(sid);
        await Host.SendAsync(sid, "1");

        Assert.Equal("6", await poll);
        await Handler.ExpectAsync("opened", "closed TransportClose");
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task A_GET_that_comes_after_the_close_packet_still_gets_its_noop()
    {
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "1");

        Assert.Equal("6", await Host.PollAsync(sid));
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task A_closed_session_does_not_wait_for_that_GET_for_ever()
    {
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "1");
        Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task A_POST_after_the_close_is_refused()
    {
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "1");
        using HttpResponseMessage response = await Host.PostAsync(sid, "4late");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task What_this_side_sent_before_it_closed_is_delivered_and_the_close_has_an_answer_of_its_own()
    {
        string sid = await Host.OpenPollingAsync();
        Handler.Sessions[sid].Send(EngineIoFrame.Message("last"u8));
        Handler.Sessions[sid].Close(EngineIoCloseReason.ForcedClose);

        Assert.Equal("4last", await Host.PollAsync(sid));
        Assert.Equal("1", await Host.PollAsync(sid));
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task What_is_left_waits_for_the_client_though_a_ping_was_due_in_the_same_instant()
    {
        string sid = await Host.OpenPollingAsync();
        EngineIoSession session = Handler.Sessions[sid];
        session.Send(EngineIoFrame.Message("last"u8));
        session.Close(EngineIoCloseReason.ForcedClose);
        session.Due(Server.Wheel.Now);

        Assert.Equal("4last", await Host.PollAsync(sid));
        Assert.Equal("1", await Host.PollAsync(sid));
    }

    [Fact]
    public async Task A_client_that_does_not_poll_is_closed_when_too_much_waits_for_it()
    {
        string sid = await Host.OpenPollingAsync();
        EngineIoSession session = Handler.Sessions[sid];
        EngineIoFrame frame = EngineIoFrame.Message(new byte[900]);
        int sent = 0;
        while (session.Send(frame))
        {
            sent++;
        }

        Assert.Equal(5, sent);
        await Handler.ExpectAsync("opened", "closed SlowConsumer");
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task Another_transport_or_method_of_a_session_is_refused()
    {
        string sid = await Host.OpenPollingAsync();
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        using var put = new HttpRequestMessage(HttpMethod.Put, ProtocolHost.Path($"EIO=4&transport=polling&sid={sid}"));
        using HttpResponseMessage answer = await Host.Http.SendAsync(put, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(socket.Sid)).Status);
        await socket.SendAsync("4still here");
        Assert.Equal("4still here", await socket.ReceiveAsync());
    }

    private static ByteArrayContent Octets()
    {
        var content = new ByteArrayContent([4, 1]);
        content.Headers.ContentType = new("application/octet-stream");
        return content;
    }

    private Task<HttpResponseMessage> PostAsync(string sid, HttpContent content) =>
        Host.Http.PostAsync(new Uri(ProtocolHost.Path($"EIO=4&transport=polling&sid={sid}"), UriKind.Relative), content, Cancellation);

    // The session itself says when the request has reached it.
    private async Task WaitForPollAsync(string sid)
    {
        while (!Handler.Sessions[sid].IsPolled)
        {
            await Task.Yield();
        }
    }

    private async Task WaitForPostAsync(string sid)
    {
        while (!Handler.Sessions[sid].IsPosting)
        {
            await Task.Yield();
        }
    }

    private sealed class SlowContent(Task rest) : HttpContent
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("4a"u8.ToArray(), Cancellation);
            await stream.FlushAsync(Cancellation);
            _started.SetResult();
            await rest;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
