using AudioTaiLoc.Realtime.Chat;
using AudioTaiLoc.Realtime.Presence;
using BenchmarkDotNet.Attributes;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>The embedded stores: who is here, and a chat message.</summary>
public class StoreBenchmarks
{
    private const int Connected = 1000;
    private const string Node = "node_1";

    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private InMemoryPresenceStore _presence = null!;
    private InMemoryChatStore _chat = null!;
    private PresenceLease _lease = null!;
    private NewChatMessage _message = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        using var provider = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        _presence = ActivatorUtilities.CreateInstance<InMemoryPresenceStore>(provider);
        for (var i = 0; i < Connected; i++)
        {
            await _presence.ConnectAsync(new PresenceLease($"connection_{i}", $"user_{i}", Node, _now, _now.AddHours(1)));
        }

        _lease = new PresenceLease("connection_x", "user_x", Node, _now, _now.AddHours(1));
        _message = new NewChatMessage("conv_1", "user_1", "user@example.com", "Hello, can you help me choose headphones?", _now);
    }

    [IterationSetup(Target = nameof(AppendMessage))]
    public void NewConversation()
    {
        using var provider = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        _chat = ActivatorUtilities.CreateInstance<InMemoryChatStore>(provider);
        _chat.CreateAsync(new Conversation("conv_1", null, ["user_1", "user_2"], _now)).AsTask().GetAwaiter().GetResult();
    }

    [Benchmark]
    public bool ComeAndGo() => _presence.ConnectAsync(_lease).Result & _presence.DisconnectAsync(_lease.UserId, _lease.ConnectionId, _now).Result;

    /// <summary>The leases of a thousand connections.</summary>
    [Benchmark]
    public void RenewAll() => _presence.RenewAsync(Node, _now.AddHours(2)).GetAwaiter().GetResult();

    /// <summary>One of a thousand in a new conversation: what it keeps, with its tables' growth.</summary>
    [Benchmark(OperationsPerInvoke = 1000)]
    public void AppendMessage()
    {
        for (var i = 0; i < 1000; i++)
        {
            _chat.AppendAsync(_message).GetAwaiter().GetResult();
        }
    }
}
