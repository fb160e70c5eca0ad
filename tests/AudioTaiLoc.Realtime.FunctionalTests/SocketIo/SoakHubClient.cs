using System.Collections.Concurrent;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>One stock SignalR client among the Socket.IO ones: comes and goes, and follows a room from where it left it.</summary>
internal sealed class SoakHubClient(RealtimeHost host, int index, int seed, ConcurrentQueue<string> faults)
{
    private const int MaximumStay = 40;

    private static readonly HttpTransportType[] Transports =
        [HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling];

    private readonly Random _random = new(seed);
    private readonly string _userId = SoakShop.UserOf(index % SoakShop.Users);
    private readonly string _room = SoakShop.RoomOf(index % SoakShop.Rooms);
    private readonly SoakStream _stream = new();
    private TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<bool> _isEnough = () => false;

    public int Connects { get; private set; }

    public long ReceivedCount => _stream.Received;

    /// <summary>Connects, stays for a while, and leaves.</summary>
    public Task VisitAsync()
    {
        var until = ReceivedCount + _random.Next(MaximumStay);
        return StayAsync(() => ReceivedCount >= until);
    }

    /// <summary>Connects a last time, waits until it has all of its room, and leaves.</summary>
    public Task FinishAsync(SoakShop shop) => StayAsync(() => _stream.Last is null || _stream.Last >= shop.LastOf(_room));

    private async Task StayAsync(Func<bool> isEnough)
    {
        var cancellation = TestContext.Current.CancellationToken;
        _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _isEnough, isEnough);
        await using var connection = new HubConnectionBuilder()
            .WithUrl(host.RealtimeUrl, Transports[_random.Next(Transports.Length)], http => http.AccessTokenProvider = () => Task.FromResult<string?>(host.Token(_userId)))
            .Build();
        connection.On<JsonElement>("soak:room", Received);
        await connection.StartAsync(cancellation);
        Connects++;
        var since = _stream.LastEventId;
        object request = since is null ? new { orderId = _room } : new { orderId = _room, since };
        var ack = await connection.InvokeAsync<JsonElement>("order:subscribe", request, cancellation);
        if (!ack.GetProperty("success").GetBoolean() || (since is not null && !ack.GetProperty("recovered").GetBoolean()))
        {
            faults.Enqueue($"Hub client {index}: subscribing {_room} since {since} is answered {ack}");
            _stream.Forget();
        }

        if (!isEnough())
        {
            await _enough.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        }

        // What is on its way is handled before this returns, or the next visit would ask for it again.
        await connection.StopAsync(cancellation);
    }

    private void Received(JsonElement payload)
    {
        if (_stream.Take(payload.GetProperty("number").GetInt64(), payload.GetProperty("eventId").GetString()!) is { } fault)
        {
            faults.Enqueue($"Hub client {index}, connection {Connects}: {fault}");
        }

        if (Volatile.Read(ref _isEnough)())
        {
            _enough.TrySetResult();
        }
    }
}
