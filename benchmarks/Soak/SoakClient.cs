using System.Net.WebSockets;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>One customer's device: follows its order, a product and its conversation, writes now and then, and loses its connection after a while, a minute on average by default.</summary>
internal sealed class SoakClient(SoakWorld world, int index, Uri host, SoakTokens tokens, SoakTotals totals, TimeSpan stay)
{
    private readonly Random _random = new(index);
    private readonly int _user = index / 2;
    private readonly bool _isSocketIo = index % 2 == 0;
    private readonly OrderStream _order = new(totals);
    private string? _pid;
    private string? _offset;
    private DateTime _tokenEnd;

    /// <summary>Comes and goes until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        // Not all at once.
        await PauseAsync(TimeSpan.FromSeconds(20 * _random.NextDouble()), stopping);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var connection = await ConnectAsync();
                totals.Connected();
                try
                {
                    await StayAsync(connection, stopping);
                    await EndAsync(connection, stopping);
                }
                finally
                {
                    // Only now does nothing come any more.
                    await connection.DisposeAsync();
                    _offset = (connection as SocketIoSoakConnection)?.Offset ?? _offset;
                }
            }
            catch (Exception exception) when (exception is IOException or WebSocketException or HttpRequestException or TimeoutException
                or UnauthorizedAccessException or OperationCanceledException or InvalidOperationException or Microsoft.AspNetCore.SignalR.HubException)
            {
                // The server ends a connection whose token has run out, in the middle of whatever it was doing.
                totals.ConnectFailed();
            }

            await PauseAsync(TimeSpan.FromSeconds(0.2 + (3 * _random.NextDouble())), stopping);
        }
    }

    private static Task PauseAsync(TimeSpan time, CancellationToken stopping) => Task.Delay(time, stopping).ContinueWith(static _ => { }, TaskScheduler.Default);

    private async Task<ISoakConnection> ConnectAsync()
    {
        var lifetime = TimeSpan.FromSeconds(_random.Next(10) == 0 ? 30 : 900);
        var token = tokens.Create(SoakWorld.User(_user), lifetime);

        // A token's end is told in whole seconds.
        _tokenEnd = DateTime.UtcNow + lifetime - TimeSpan.FromSeconds(1);
        if (!_isSocketIo)
        {
            return await HubSoakConnection.ConnectAsync(host, token, Received);
        }

        var connection = await SocketIoSoakConnection.ConnectAsync(host, token, _pid, _offset, Received);
        if (!connection.IsRecovered)
        {
            _offset = null;
        }

        _pid = connection.Pid;
        return connection;
    }

    private async Task StayAsync(ISoakConnection connection, CancellationToken stopping)
    {
        if (!connection.IsRecovered)
        {
            await SubscribeAsync(connection);
        }
        else
        {
            totals.CaughtUp(completely: true);
        }

        var end = -Math.Log(1 - _random.NextDouble()) * stay;
        using var staying = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        staying.CancelAfter(end);
        while (!connection.Ended.IsCompleted && !staying.IsCancellationRequested)
        {
            await Task.WhenAny(connection.Ended, PauseAsync(TimeSpan.FromSeconds(40 * _random.NextDouble()), staying.Token));
            if (!connection.Ended.IsCompleted && !staying.IsCancellationRequested)
            {
                await WriteAsync(connection);
            }
        }
    }

    private async Task SubscribeAsync(ISoakConnection connection)
    {
        var since = _order.LastEventId;
        var orderId = SoakWorld.Order(_user);
        var ack = await CallAsync(connection, "order:subscribe", since is null ? new { orderId } : (object)new { orderId, since });
        if (since is not null)
        {
            totals.CaughtUp(ack.GetProperty("recovered").GetBoolean());
            if (!ack.GetProperty("recovered").GetBoolean())
            {
                _order.Forget();
            }
        }

        await CallAsync(connection, "inventory:subscribe", new { productId = SoakWorld.Product(_user) });
        await CallAsync(connection, "chat:subscribe", new { conversationId = world.Conversation(_user) });
    }

    private async Task WriteAsync(ISoakConnection connection)
    {
        var conversationId = world.Conversation(_user);
        await (_random.Next(4) switch
        {
            0 => CallAsync(connection, "chat:message", new { conversationId, message = "Hello, can you help me choose headphones?" }),
            1 => CallAsync(connection, "chat:typing", new { conversationId, isTyping = true }),
            2 => CallAsync(connection, "chat:history", new { conversationId, limit = 10 }),
            _ => CallAsync(connection, "presence:viewing", new { productId = SoakWorld.Product(_random.Next()) }),
        });
    }

    private async Task<JsonElement> CallAsync(ISoakConnection connection, string name, object request)
    {
        var ack = await connection.CallAsync(name, request);
        if (ack.TryGetProperty("code", out var code) && code.GetString() == RealtimeErrorCodes.TokenExpired && DateTime.UtcNow >= _tokenEnd)
        {
            throw new UnauthorizedAccessException("The token ran out before the server has ended its connection.");
        }

        totals.Called(ack);
        return ack;
    }

    private async Task EndAsync(ISoakConnection connection, CancellationToken stopping)
    {
        if (connection.Ended.IsCompleted)
        {
            return;
        }

        if (stopping.IsCancellationRequested || _random.Next(3) == 0)
        {
            await connection.LeaveAsync();
            _pid = null;
        }
        else
        {
            await connection.CutAsync();
        }
    }

    private void Received(string name, JsonElement payload)
    {
        totals.Event();
        if (name == "order:updated")
        {
            _order.Take(payload);
        }
    }
}
