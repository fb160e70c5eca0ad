using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>
/// One random run of values and other events to rooms that clients enter, leave, lose their connections to and come back to; the
/// seed decides it. In step, time moves only when all is dispatched; with threads, publishing, time and clients go on side by side.
/// </summary>
internal sealed class ConflationRun : IAsyncDisposable
{
    private const int Steps = 80;
    private const int EventsPerThread = 300;
    private const double Rate = 10;

    // Who enters is not told the value of this one.
    private const string Passing = "passing";

    private static readonly string[] Rooms = ["product:1", "product:2", "order:1"];

    private static readonly string[] Keys = ["a", "b", "slow", Passing];

    private readonly Random _random;
    private readonly DeliveryNode _node;
    private readonly Lock _publishing = new();
    private readonly Dictionary<(string Room, string Key), (long Position, int Number)> _newest = [];
    private readonly Dictionary<string, List<long>> _others = Rooms.ToDictionary(room => room, _ => new List<long>());
    private readonly List<ValueClient> _clients = [];
    private readonly Dictionary<string, DateTimeOffset> _connectedAt = [];
    private int _number;

    private ConflationRun(int seed, DeliveryNode node)
    {
        _random = new Random(seed);
        _node = node;
        Name = $"seed {seed}";
    }

    private string Name { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ConflationRun> StartAsync(int seed)
    {
        var run = new ConflationRun(seed, await DeliveryNode.StartAsync(configure: options =>
        {
            options.Conflation.UpdatesPerSecond = Rate;
            options.Conflation.Rates["slow"] = 2;
        }));
        for (var client = 0; client < 4; client++)
        {
            var userId = "u" + client;
            var one = new ValueClient($"client {client}", userId);
            run._clients.Add(one);
            await run._node.Access.GrantAsync("order:1", userId, cancellationToken: Cancellation);
            await run.ConnectAsync(one);
        }

        return run;
    }

    public async Task RunInStepAsync()
    {
        for (var step = 0; step < Steps; step++)
        {
            switch (_random.Next(100))
            {
                case < 55:
                    Publish(_random);
                    break;
                case < 75:
                    await _node.FenceAsync();
                    _node.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 150)));
                    await _node.FenceAsync();
                    break;
                default:
                    await ActAsync();
                    break;
            }
        }

        await FinishAsync(inStep: true);
    }

    public async Task RunWithThreadsAsync()
    {
        Task[] others =
        [
            .. Enumerable.Range(0, 2).Select(thread => Task.Run(
                async () =>
                {
                    var random = new Random(thread);
                    for (var count = 0; count < EventsPerThread; count++)
                    {
                        Publish(random);
                        if (random.Next(4) == 0)
                        {
                            _node.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 40)));
                            await Task.Yield();
                        }
                    }
                },
                Cancellation)),
        ];
        for (var step = 0; step < Steps / 2; step++)
        {
            await ActAsync();
        }

        await Task.WhenAll(others);
        await FinishAsync(inStep: false);
    }

    public async ValueTask DisposeAsync() => await _node.DisposeAsync();

    private void Publish(Random random)
    {
        var room = Rooms[random.Next(Rooms.Length)];
        var key = random.Next(12) == 0 ? null : Keys[random.Next(Keys.Length)];
        lock (_publishing)
        {
            var number = ++_number;
            var appended = _node.Publisher.PublishAsync(
                EventTarget.Room(room),
                key ?? "must",
                (room, key, number),
                static (writer, state) =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("room"u8, state.room);
                    writer.WriteString("key"u8, state.key);
                    writer.WriteNumber("n"u8, state.number);
                    writer.WriteEndObject();
                },
                new EventTraits { ConflationKey = key, HasSnapshot = key is not null and not Passing },
                CancellationToken.None);
            var position = appended.IsCompletedSuccessfully ? appended.Result : throw new InvalidOperationException("The log in memory does not wait.");
            if (key is null)
            {
                _others[room].Add(position);
            }
            else
            {
                _newest[(room, key)] = (position, number);
            }
        }
    }

    private Task ActAsync()
    {
        var client = _clients[_random.Next(_clients.Count)];
        var room = Rooms[_random.Next(Rooms.Length)];
        return _random.Next(10) switch
        {
            < 5 => EnterAsync(client, room, null),
            < 7 => LeaveAsync(client, room),
            < 8 => RevokeAsync(client),
            _ when client.Name is "client 0" or "client 1" => RecoverAsync(client),
            _ => ReconnectAsync(client, isGlobal: client.Name is "client 2"),
        };
    }

    private async Task ConnectAsync(ValueClient client)
    {
        var transport = new ValueTransport(_node.Time);
        client.Use(TestConnections.Create(client.UserId, transport, metrics: _node.Metrics), transport);
        _connectedAt[client.Name] = _node.Time.GetUtcNow();
        await _node.Lifetime.AcceptAsync(client.Connection);
    }

    private async Task<bool?> EnterAsync(ValueClient client, string room, string? since)
    {
        var isNew = client.Rooms.TryAdd(room, client.Seen.Count);
        var recovered = await _node.JoinAsync(client.Connection, room, since);
        client.Confirm();
        if (isNew)
        {
            client.EnteredAt[room] = _node.Log.LastPosition;
        }

        return recovered;
    }

    private async Task LeaveAsync(ValueClient client, string room)
    {
        await _node.Subscriber.LeaveAsync(client.Connection, room);
        client.Rooms.Remove(room);
    }

    // What waits is not sent to who lost the right meanwhile; the right is given back at once, the room is not.
    private async Task RevokeAsync(ValueClient client)
    {
        await _node.Access.RevokeAsync("order:1", client.UserId, Cancellation);
        await _node.FenceAsync();
        client.Rooms.Remove("order:1");
        var seen = client.Seen.Count(frame => frame.Room == "order:1");
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        await _node.FenceAsync();
        Assert.True(seen == client.Seen.Count(frame => frame.Room == "order:1"), $"{Name}, {client.Name}: got something after its right had ended.");
        await _node.Access.GrantAsync("order:1", client.UserId, cancellationToken: Cancellation);
    }

    // A Socket.IO client: its session comes back with the offset of the last event that arrived.
    private async Task RecoverAsync(ValueClient client)
    {
        var old = client.Connection;
        var state = await _node.Lifetime.ReleaseAsync(old);
        await _node.Recovery.SaveAsync(old, client.Name, state!);
        client.Lose(_random);
        var offset = client.Seen.LastOrDefault(frame => frame.Offset is not null)?.Offset;
        var session = await _node.Recovery.ClaimAsync(client.Name, client.UserId, Cancellation);
        var transport = new ValueTransport(_node.Time);
        client.Use(TestConnections.Create(client.UserId, transport, metrics: _node.Metrics), transport);
        _connectedAt[client.Name] = _node.Time.GetUtcNow();
        var recovered = await _node.Lifetime.RecoverAsync(client.Connection, session!, offset is { } last ? _node.Ids.ToText(last) : null);
        Assert.True(recovered, $"{Name}, {client.Name}: was not recovered.");
    }

    // A SignalR client: a new connection, and each room again with the newest event id that it has of the room, or of any.
    private async Task ReconnectAsync(ValueClient client, bool isGlobal)
    {
        await _node.Lifetime.ReleaseAsync(client.Connection);
        client.Lose(_random);
        var seen = client.Seen;
        string[] rooms = [.. client.Rooms.Keys];
        await ConnectAsync(client);
        foreach (var room in rooms)
        {
            IReadOnlyList<ValueFrame> since = isGlobal ? seen : [.. seen.Where(frame => frame.Room == room)];
            if (since.Count == 0)
            {
                client.Rooms.Remove(room);
            }

            var recovered = await EnterAsync(client, room, since.Count == 0 ? null : _node.Ids.ToText(since.Max(frame => frame.Position)));
            Assert.True(recovered is null or true, $"{Name}, {client.Name}: {room} was not recovered.");
        }
    }

    private async Task FinishAsync(bool inStep)
    {
        // Twice: a timer that was set while another thread moved the time is as late as that moved it.
        for (var turn = 0; turn < 2; turn++)
        {
            await _node.FenceAsync();
            _node.Time.Advance(TimeSpan.FromSeconds(2));
            await _node.FenceAsync();
        }

        Assert.Empty(_node.DispatcherLog.Lines);
        foreach (var client in _clients)
        {
            foreach (var (room, start) in client.Rooms)
            {
                VerifyRoom(client, room, [.. client.Seen.Skip(start).Where(frame => frame.Room == room)]);
            }

            if (inStep)
            {
                VerifyRate(client);
            }

            foreach (var room in Rooms)
            {
                VerifyConnection(client, room);
            }
        }
    }

    private void VerifyRoom(ValueClient client, string room, IReadOnlyList<ValueFrame> frames)
    {
        foreach (var key in Keys)
        {
            if (_newest.TryGetValue((room, key), out var newest))
            {
                var last = frames.Where(frame => frame.Key == key).MaxBy(frame => frame.Position);
                var isHidden = (last is null && room == "order:1") || (key == Passing && newest.Position <= client.EnteredAt[room]);
                Assert.True(isHidden || last?.Number == newest.Number, $"{Name}, {client.Name}: {room} {key} is {newest}, it has {last}.");
            }
        }

        long[] must = [.. frames.Where(frame => frame.Key is null).Select(frame => frame.Position)];
        Assert.True(
            _others[room].TakeLast(must.Length).SequenceEqual(must),
            $"{Name}, {client.Name}: {room} had [{string.Join(' ', _others[room])}], it got [{string.Join(' ', must)}].");
    }

    // A connection may leave a room and enter it again: then it starts with how it is now.
    private void VerifyConnection(ValueClient client, string room)
    {
        var last = 0L;
        var seen = new HashSet<long>();
        foreach (var frame in client.OfConnection.Where(frame => frame.Room == room))
        {
            Assert.True(
                frame.Position > last || frame.IsReplay, $"{Name}, {client.Name}: {room} {frame.Position} came after {last}.");
            Assert.True(frame.IsReplay || seen.Add(frame.Position), $"{Name}, {client.Name}: {room} {frame.Position} came twice.");
            last = frame.Position;
        }
    }

    private void VerifyRate(ValueClient client)
    {
        var seconds = (_node.Time.GetUtcNow() - _connectedAt[client.Name]).TotalSeconds;
        foreach (var values in client.OfConnection.Where(frame => frame.Key is not null && !frame.IsReplay).GroupBy(frame => (frame.Room, frame.Key)))
        {
            // What must arrive takes the values of its room along, so that order is kept.
            var rate = values.Key.Key == "slow" ? 2 : Rate;
            var most = (seconds * rate) + 1 + _others[values.Key.Room].Count;
            Assert.True(values.Count() <= most, $"{Name}, {client.Name}: {values.Key} came {values.Count()} times in {seconds} s.");
            foreach (var (first, second) in values.Zip(values.Skip(1)))
            {
                var isTaken = _others[values.Key.Room].Any(position => position > first.Position);
                Assert.True(
                    isTaken || second.At - first.At >= TimeSpan.FromSeconds(1 / rate),
                    $"{Name}, {client.Name}: {values.Key} came at {first.At:O} and {second.At:O}.");
            }
        }
    }
}
