using AudioTaiLoc.Realtime.Micro.Wires;
using BenchmarkDotNet.Attributes;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>One call from the client's frame to its ack, alone on the server.</summary>
public class CallBenchmarks
{
    private BenchApp _app = null!;
    private byte[] _ping = [];
    private byte[] _subscribe = [];
    private byte[] _typing = [];
    private byte[] _message = [];

    [Params(WireKind.SocketIo, WireKind.SignalR)]
    public WireKind Wire { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _app = await BenchApp.StartAsync(Wire, connections: 1);
        await _app.Services.GetRequiredService<IConversations>().CreateAsync("conv_1", null, [BenchUser.Id]);
        _ping = ClientFrame.Call(Wire, "ping");
        _subscribe = ClientFrame.Call(Wire, "order:subscribe", """{"orderId":"bench"}""");
        _typing = ClientFrame.Call(Wire, "chat:typing", """{"conversationId":"conv_1","isTyping":true}""");
        _message = ClientFrame.Call(Wire, "chat:message", """{"conversationId":"conv_1","message":"Hello, can you help me choose headphones?"}""");
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _app.DisposeAsync();

    /// <summary>Is answered twice: the ack, and the event <c>pong</c>.</summary>
    [Benchmark]
    public void Ping()
    {
        _app.Arrivals.Expect(2);
        _app.Push(_ping);
        _app.Arrivals.Wait();
    }

    [Benchmark]
    public void Subscribe() => _app.Call(_subscribe);

    [Benchmark]
    public void Typing() => _app.Call(_typing);

    [Benchmark]
    public void ChatMessage() => _app.Call(_message);
}
