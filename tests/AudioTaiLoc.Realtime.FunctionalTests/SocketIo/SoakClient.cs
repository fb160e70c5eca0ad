using System.Collections.Concurrent;
using System.Globalization;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>
/// One client that comes and goes in every way there is, and checks each event's number. Two rooms are followed over all its
/// connections: by recovery, or by subscribing since the last event. What is sent to its user and to all is followed as long
/// as its sessions recover.
/// </summary>
internal sealed class SoakClient(RealtimeHost host, HttpClient http, int index, int seed, ConcurrentQueue<string> faults)
{
    private const int MaximumStay = 40;

    private readonly Random _random = new(seed);
    private readonly string _userId = SoakShop.UserOf(index % SoakShop.Users);
    private readonly string[] _rooms = [SoakShop.RoomOf(index % SoakShop.Rooms), SoakShop.RoomOf((index + 3) % SoakShop.Rooms)];
    private readonly ConcurrentDictionary<string, SoakStream> _streams = new(StringComparer.Ordinal);
    private TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<bool> _isEnough = () => false;
    private string? _pid;
    private string? _offset;
    private RawSocketIoClient? _vanished;

    public int Connects { get; private set; }

    public int Recoveries { get; private set; }

    public long ReceivedCount => _streams.Values.Sum(stream => stream.Received);

    /// <summary>Connects, stays for a while, and ends.</summary>
    public async Task VisitAsync()
    {
        var client = await ConnectAsync();
        var until = ReceivedCount + _random.Next(MaximumStay);
        await WaitAsync(client, () => ReceivedCount >= until);
        var how = _random.Next(5);
        if (how == 0)
        {
            await client.LeaveAsync();
        }
        else if (how == 1)
        {
            await client.CloseAsync();
        }

        if (how == 2)
        {
            // The server cannot know of it: the next visit takes the session over.
            client.Vanish();
            _vanished = client;
        }
        else
        {
            client.Dispose();
        }

        // Only now does nothing come any more.
        _offset = client.Offset ?? _offset;
    }

    /// <summary>Connects a last time, waits until it has all of its rooms, and leaves.</summary>
    public async Task FinishAsync(SoakShop shop)
    {
        using var client = await ConnectAsync();
        await WaitAsync(client, () => _rooms.All(room => StreamOf(room).Last is null || StreamOf(room).Last >= shop.LastOf(room)));
        await client.LeaveAsync();
    }

    private async Task<RawSocketIoClient> ConnectAsync()
    {
        var kind = (RawTransportKind)_random.Next(3);
        var token = host.Token(_userId);
        var old = _pid;
        object auth = old is null ? new { token } : _offset is null ? new { token, pid = old } : new { token, pid = old, offset = _offset };
        var client = await RawSocketIoClient.ConnectAsync(http, host.Url, kind, auth, Received);
        Connects++;
        _vanished?.Dispose();
        _vanished = null;
        _pid = client.Pid;
        if (client.Pid == old)
        {
            Recoveries++;
        }
        else
        {
            _offset = null;
        }

        var upgrading = kind == RawTransportKind.Upgrade ? client.UpgradeAsync() : Task.CompletedTask;
        if (client.Pid != old)
        {
            await SubscribeAsync(client);
        }

        await upgrading;
        return client;
    }

    private async Task SubscribeAsync(RawSocketIoClient client)
    {
        foreach (var room in _rooms)
        {
            var since = StreamOf(room).LastEventId;
            var ack = await client.CallAsync("order:subscribe", since is null ? new { orderId = room } : (object)new { orderId = room, since });
            if (!ack.GetProperty("success").GetBoolean() || (since is not null && !ack.GetProperty("recovered").GetBoolean()))
            {
                faults.Enqueue($"Client {index}: subscribing {room} since {since} is answered {ack}");
                StreamOf(room).Forget();
            }
        }
    }

    private async Task WaitAsync(RawSocketIoClient client, Func<bool> isEnough)
    {
        _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _isEnough, isEnough);
        if (isEnough())
        {
            return;
        }

        await Task.WhenAny(_enough.Task, client.Ended).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        if (!_enough.Task.IsCompleted)
        {
            faults.Enqueue($"Client {index}: the server ended the connection");
        }
    }

    private void Received(RawEvent received)
    {
        if (received.Name == "connect" && received.Payload.GetProperty("pid").GetString() != _pid)
        {
            // A new session: what was sent to its user and to all meanwhile will not come.
            StreamOf("user").Forget();
            StreamOf("all").Forget();
        }

        var (key, number) = received.Name switch
        {
            "soak:room" or "soak:all" => (received.Payload.GetProperty("key").GetString()!, received.Payload.GetProperty("number").GetInt64()),
            "notification:message" => ("user", long.Parse(received.Payload.GetProperty("message").GetString()!, CultureInfo.InvariantCulture)),
            _ => ("", 0L),
        };
        if (key.Length == 0)
        {
            return;
        }

        if (StreamOf(key).Take(number, received.Offset!) is { } fault)
        {
            faults.Enqueue($"Client {index}, connection {Connects}, {key}: {fault}");
        }

        if (Volatile.Read(ref _isEnough)())
        {
            _enough.TrySetResult();
        }
    }

    private SoakStream StreamOf(string key) => _streams.GetOrAdd(key, static _ => new SoakStream());
}
