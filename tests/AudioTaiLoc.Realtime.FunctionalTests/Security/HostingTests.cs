using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.FunctionalTests.Security;

/// <summary>Section 7: the library in a host that has more than it.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task Added_twice_is_added_once_with_both_settings()
    {
        await using var host = await RealtimeHost.StartAsync(
            options => options.MaximumRoomsPerConnection = 5,
            builder => builder.Services.AddAudioTaiLocRealtime(options => options.AllowGuests = true).Services.AddAudioTaiLocRealtime());
        var options = host.Services.GetRequiredService<IOptions<RealtimeOptions>>().Value;
        Assert.Equal((5, true), (options.MaximumRoomsPerConnection, options.AllowGuests));

        await using var watcher = await host.ConnectUserAsync(Wire.SignalR, "user_456");
        await watcher.DrainAsync();
        await using var client = await host.ConnectUserAsync(Wire.SignalR, "user_123");
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "a", Message = "a" }, TestContext.Current.CancellationToken);
        Assert.Single(await client.DrainAsync(), one => one.Name == "notification:message");
        Assert.Equal("user:online", Assert.Single(await watcher.DrainAsync()).Name);
        await client.CallAsync("ping");
        Assert.Single(await client.DrainAsync(), one => one.Name == "pong");
    }

    [Fact]
    public async Task Mapped_without_being_added_says_what_is_missing()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => KestrelServer.StartAsync(_ => { }, app => app.MapAudioTaiLocRealtime()));
        Assert.Contains("AddAudioTaiLocRealtime()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_in_one_process_share_nothing()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var first = await RealtimeHost.StartAsync();
        await using var second = await RealtimeHost.StartAsync();
        await first.Access.GrantAsync("order:order_123", "user_123", cancellationToken: cancellation);
        await first.Conversations.CreateAsync("conv_789", null, ["user_123"], cancellation);
        await using var ofFirst = await first.ConnectUserAsync(Wire.SignalR, "user_123", "tick");
        await using var ofSecond = await second.ConnectUserAsync(Wire.SignalR, "user_123", "tick");
        await ofSecond.DrainAsync();

        (await ofFirst.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
        (await ofSecond.CallAsync("order:subscribe", new { orderId = "order_123" })).IsRefused("forbidden");
        await first.Realtime.BroadcastToAllAsync("tick", null, cancellation);
        await first.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "a", Message = "a" }, cancellation);
        var since = (await ofFirst.NextAsync("tick")).Text("eventId");
        Assert.Empty(await ofSecond.DrainAsync());
        Assert.False((await ofSecond.CallAsync("resume", new { since })).GetProperty("recovered").GetBoolean());
        Assert.Equal(0, (await ofSecond.CallAsync("notification:list")).GetProperty("unreadCount").GetInt32());
        Assert.Equal(1, (await ofSecond.CallAsync("presence:list")).GetProperty("users")[0].GetProperty("connectionCount").GetInt32());
        Assert.Equal(0, (await ofSecond.CallAsync("chat:conversations")).GetProperty("conversations").GetArrayLength());

        await first.Realtime.DisconnectUserAsync("user_123", "Bye.", cancellation);
        await ofFirst.CloseReasonAsync();
        (await ofSecond.CallAsync("ping")).IsDone();
        Assert.Empty(second.Realtime.GetRealtimeStats().ClosedByCode);
    }

    [Fact]
    public async Task The_hosts_other_hubs_keep_their_own_options_and_ours_keep_theirs()
    {
        await using var host = await RealtimeHost.StartAsync(
            options => options.MaximumMessageSize = 100 * 1024,
            builder =>
            {
                builder.Services.AddSignalR(hub => hub.MaximumReceiveMessageSize = 4 * 1024).AddHubOptions<EchoHub>(hub => hub.MaximumReceiveMessageSize = 8 * 1024);
                builder.Services.AddSingleton<IHubProtocol, OtherProtocol>();
            },
            app => app.MapHub<EchoHub>("/echo"));

        await using var ours = await host.ConnectUserAsync(Wire.SignalR, "user_123");
        (await ours.CallAsync("inventory:subscribe", new { productId = "1", padding = new string('x', 64 * 1024) })).IsDone();

        await using var others = new HubConnectionBuilder().WithUrl(host.Url + "/echo").Build();
        await others.StartAsync(TestContext.Current.CancellationToken);
        var text = new string('x', 6 * 1024);
        Assert.Equal(text, await others.InvokeAsync<string>("Echo", text, TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<Exception>(() => others.InvokeAsync<string>("Echo", text + text, TestContext.Current.CancellationToken));

        // A protocol that the host adds is for its own hubs: events are written as JSON once for all.
        using var other = await RawHubSocket.OpenAsync(host.Url + "/echo");
        Assert.Equal("{}", await other.HandshakeAsync(OtherProtocol.ProtocolName));
        using var our = await RawHubSocket.OpenAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("user_123")));
        Assert.Contains("error", await our.HandshakeAsync(OtherProtocol.ProtocolName), StringComparison.Ordinal);
    }

    [SuppressMessage("Performance", "CA1812", Justification = "SignalR makes it.")]
    internal sealed class EchoHub : Hub
    {
        [SuppressMessage("Performance", "CA1822", Justification = "A hub method is an instance method.")]
        public string Echo(string text) => text;
    }

    /// <summary>SignalR's JSON under another name.</summary>
    [SuppressMessage("Performance", "CA1812", Justification = "The container makes it.")]
    internal sealed class OtherProtocol : IHubProtocol
    {
        public const string ProtocolName = "other";

        private readonly JsonHubProtocol _inner = new();

        public string Name => ProtocolName;

        public int Version => 1;

        public TransferFormat TransferFormat => TransferFormat.Text;

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(message);

        public bool IsVersionSupported(int version) => version == Version;

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
            _inner.TryParseMessage(ref input, binder, out message);

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _inner.WriteMessage(message, output);
    }
}
