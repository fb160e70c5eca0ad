using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Micro.Wires;
using AudioTaiLoc.Realtime.Operations;
using BenchmarkDotNet.Attributes;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>A call without its wire: found by name, counted, bound from JSON, checked, authorized, done.</summary>
public class OperationBenchmarks
{
    private readonly byte[] _subscribe = """{"orderId":"bench"}"""u8.ToArray();
    private readonly byte[] _invalid = """{"orderId":17}"""u8.ToArray();
    private readonly byte[] _read = """{"conversationId":"conv_1","limit":10}"""u8.ToArray();

    private BenchApp _app = null!;
    private OperationPipeline _pipeline = null!;
    private Connection _caller = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        _app = await BenchApp.StartAsync(WireKind.SocketIo, connections: 1);
        await _app.Services.GetRequiredService<IConversations>().CreateAsync("conv_1", null, [BenchUser.Id]);
        _pipeline = _app.Services.GetRequiredService<OperationPipeline>();
        _caller = _app.Services.GetRequiredService<Dispatcher>().Connections.All[0];
        var message = """{"conversationId":"conv_1","message":"Hello, can you help me choose headphones?"}"""u8.ToArray();
        for (var i = 0; i < 10; i++)
        {
            await _pipeline.InvokeAsync(_caller, "chat:message"u8, message);
        }
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _app.DisposeAsync();

    /// <summary>With a turn of the dispatcher in it.</summary>
    [Benchmark]
    public object Subscribe() => Done(_pipeline.InvokeAsync(_caller, "order:subscribe"u8, _subscribe));

    /// <summary>Ten messages.</summary>
    [Benchmark]
    public object ReadHistory() => Done(_pipeline.InvokeAsync(_caller, "chat:history"u8, _read));

    [Benchmark]
    public object RefuseInvalidPayload() => Done(_pipeline.InvokeAsync(_caller, "order:subscribe"u8, _invalid));

    [Benchmark]
    public object RefuseUnknownEvent() => Done(_pipeline.InvokeAsync(_caller, "order:steal"u8, _subscribe));

    private static Ack Done(ValueTask<Ack> call) => call.IsCompleted ? call.Result : call.AsTask().GetAwaiter().GetResult();
}
