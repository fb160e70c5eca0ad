using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>One random run of what hosts and clients may do, applied to the real core and to the model; the seed decides all of it.</summary>
internal sealed class Interleaving
{
    private const int Steps = 60;
    private const int MaximumReplay = 12;
    private const int MaximumRooms = 3;

    private static readonly string[] Rooms = ["order:1", "order:2", "chat:1", "product:1"];
    private static readonly string[] Users = ["u1", "u2", "u3"];

    private readonly Random _random;
    private readonly string _name;
    private readonly DeliveryNode _node;
    private readonly SlowEventLog? _slow;
    private readonly DeliveryModel _model = new(MaximumReplay, MaximumRooms);
    private readonly List<ModelClient> _clients = [];
    private readonly List<(ModelReplay Replay, SlowRead Read, Task<bool?> Call)> _underWay = [];

    private Interleaving(int seed, DeliveryNode node)
    {
        _random = new Random(seed);
        _name = $"seed {seed}";
        _node = node;
        _slow = node.Log as SlowEventLog;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task RunAsync(int seed, bool isSlow)
    {
        await using var node = await DeliveryNode.StartAsync(isSlow ? log => new SlowEventLog(log) : null, options =>
        {
            options.EventLog.MaximumReplay = MaximumReplay;
            options.MaximumRoomsPerConnection = MaximumRooms;
        });
        var run = new Interleaving(seed, node);
        for (var step = 0; step < Steps; step++)
        {
            await run.StepAsync();
        }

        await run.FinishAsync();
    }

    private async Task StepAsync()
    {
        switch (_random.Next(100))
        {
            case < 42:
                await PublishAsync();
                break;
            case < 62:
                await CallAsync(JoinAsync);
                break;
            case < 67:
                await CallAsync(ResumeAsync);
                break;
            case < 71:
                await CallAsync(LeaveAsync);
                break;
            case < 79:
                var (room, user) = (Pick(Rooms), Pick(Users));
                _model.Grant(room, user);
                await _node.Access.GrantAsync(room, user, cancellationToken: Cancellation);
                break;
            case < 84:
                (room, user) = (Pick(Rooms), Pick(Users));
                _model.Revoke(room, user);
                await _node.Access.RevokeAsync(room, user, Cancellation);
                break;
            case < 86:
                user = Pick(Users);
                _model.Kick(user);
                await _node.Publisher.KickAsync(user, "out", Cancellation);
                break;
            case < 93:
                await ConnectOrDisconnectAsync();
                break;
            default:
                await FinishReplayAsync();
                break;
        }
    }

    private async Task FinishAsync()
    {
        while (_underWay.Count > 0)
        {
            await FinishReplayAsync();
        }

        await _node.FenceAsync();
        foreach (var client in _clients)
        {
            client.Verify(_name, _node.Ids.ToText);
            Assert.True(
                !client.IsClosed || client.Connection.CloseReason?.Code == RealtimeErrorCodes.Kicked, $"{_name}, {client.Name}: was not kicked.");
        }

        Assert.True(_model.Connected.Count == _node.Dispatcher.Connections.Count, $"{_name}: connections are left over.");
        Assert.True(
            _model.Connected.SelectMany(client => client.Rooms.Keys).Distinct().Count() == _node.Dispatcher.Rooms.Count,
            $"{_name}: rooms are left over.");
        Assert.True(_node.DispatcherLog.Lines.All(line => line.Event is "ReplayFailed" or "ReadAgain"), $"{_name}: the dispatcher logged faults.");
    }

    // Not waited for: what follows is queued behind it.
    private async Task PublishAsync()
    {
        var target = _random.Next(8) switch
        {
            0 => EventTarget.Everyone,
            1 => EventTarget.SignedIn,
            2 => EventTarget.User(Pick(Users)),
            3 => EventTarget.Users([.. Users.Where(_ => _random.Next(2) == 0)]),
            _ => EventTarget.Room(Pick(Rooms)),
        };
        var isVolatile = _random.Next(10) == 0;
        var except = _random.Next(8) == 0 && _model.Connected.Count > 0 ? Pick(_model.Connected).Connection.Id : null;
        _model.Publish(target, isVolatile, except);
        Assert.Equal(_model.Last, await _node.PublishAsync(target, isVolatile: isVolatile, except: except));
    }

    private async Task ConnectOrDisconnectAsync()
    {
        if (_model.Connected.Count > 1 && (_model.Connected.Count > 6 || _random.Next(3) == 0))
        {
            var gone = _model.Connected.FirstOrDefault(client => client.IsClosed) ?? Pick(_model.Connected);
            _model.Disconnect(gone);
            await _node.Lifetime.ReleaseAsync(gone.Connection);
            return;
        }

        var userId = _random.Next(5) == 0 ? null : Pick(Users);
        var (connection, transport) = await _node.ConnectAsync(userId);
        var client = new ModelClient($"client {_clients.Count} of {userId ?? "a guest"}", connection, transport);
        _model.Connect(client);
        _clients.Add(client);
    }

    // A wire handles one call of a connection at a time, and none once it is closed.
    private async Task CallAsync(Func<ModelClient, Task> call)
    {
        var callers = _model.Connected.Where(client => !client.IsClosed && _underWay.All(other => other.Replay.Client != client)).ToArray();
        if (callers.Length > 0)
        {
            await call(Pick(callers));
        }
    }

    private async Task JoinAsync(ModelClient client)
    {
        var room = Pick(Rooms);
        var (text, since) = _random.Next(2) == 0 ? (null, null) : PickSince(client);
        await BeforeCallAsync();
        var answer = _model.Join(client, room, text is not null, since);
        await AnswerAsync(answer, _node.JoinAsync(client.Connection, room, text).AsTask());
    }

    private async Task ResumeAsync(ModelClient client)
    {
        var (text, since) = PickSince(client);
        await BeforeCallAsync();
        var answer = _model.Resume(client, since);
        await AnswerAsync(answer, RunAsync());

        async Task<bool?> RunAsync() => await _node.Dispatcher.RunAsync(new ResumeCommand(client.Connection, text));
    }

    private async Task LeaveAsync(ModelClient client)
    {
        var room = Pick(Rooms);
        client.Rooms.Remove(room);
        await _node.Subscriber.LeaveAsync(client.Connection, room);
    }

    // A call that is not waited for must not have to be checked twice, or its place among the others would be left to chance.
    private Task BeforeCallAsync() => _slow is null ? Task.CompletedTask : _node.FenceAsync();

    private async Task AnswerAsync(ModelAnswer answer, Task<bool?> call)
    {
        if (answer.Refusal is { } code)
        {
            var refusal = await Assert.ThrowsAsync<RealtimeException>(() => call);
            Assert.True(code == refusal.Code, $"{_name}: expected {code}, was refused with {refusal.Code}.");
        }
        else if (answer.Replay is { } replay && _slow is not null)
        {
            await _node.FenceAsync();
            Assert.False(call.IsCompleted, $"{_name}: a call was answered before the log.");
            _underWay.Add((replay, _slow.TakeRead()!, call));
        }
        else
        {
            var expected = answer.Replay?.Finish() ?? answer.Recovered;
            var recovered = await call;
            Assert.True(expected == recovered, $"{_name}: expected recovered {expected}, was answered {recovered}.");
        }
    }

    private async Task FinishReplayAsync()
    {
        if (_underWay.Count == 0)
        {
            return;
        }

        var index = _random.Next(_underWay.Count);
        var (replay, read, call) = _underWay[index];
        _underWay.RemoveAt(index);
        if (_random.Next(4) == 0)
        {
            // Asked once more.
            read.Fail();
            read = await _slow!.NextReadAsync();
        }

        var isRead = _random.Next(4) != 0;
        if (isRead)
        {
            await read.FinishAsync();
        }
        else
        {
            read.Break();
        }

        var recovered = await call;
        var expected = replay.Finish(isRead);
        Assert.True(expected == recovered, $"{_name}: expected recovered {expected}, was answered {recovered}.");
    }

    private (string Text, long? Position) PickSince(ModelClient client)
    {
        var position = _random.Next(10) switch
        {
            0 => _model.Last + _random.Next(1, 5),
            1 => (long?)null,
            < 5 => client.LastSeen,
            _ => _random.NextInt64(_model.Last + 1),
        };
        return position is { } known ? (_node.Ids.ToText(known), known) : (Pick(["foreign-1", "", "-1", _node.Log.Epoch]), null);
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
