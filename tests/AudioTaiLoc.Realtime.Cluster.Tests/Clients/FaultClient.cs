using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Clients;

/// <summary>A client that wants to be connected, whatever happens, and follows its rooms.</summary>
internal sealed class FaultClient(Uri address, string user, bool isSocketIo, IReadOnlyList<RoomView> rooms, ClientTotals totals)
{
    private readonly Dictionary<string, RoomView> _byOrder = rooms.ToDictionary(room => room.Order, StringComparer.Ordinal);
    private readonly Random _random = new(user.GetHashCode(StringComparison.Ordinal));
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _pid;
    private string? _offset;

    /// <summary>Completes when it is in all its rooms for the first time.</summary>
    public Task Joined => _joined.Task;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await StayAsync(stopping);
            }
            catch (Exception exception) when (exception is IOException or WebSocketException or HttpRequestException or TimeoutException
                or UnauthorizedAccessException or OperationCanceledException or InvalidOperationException or HubException or ObjectDisposedException)
            {
                totals.ConnectFailed(exception);
            }

            await PauseAsync(50 + _random.Next(300), stopping);
        }
    }

    private static Task PauseAsync(int milliseconds, CancellationToken stopping) =>
        Task.Delay(milliseconds, stopping).ContinueWith(static _ => { }, TaskScheduler.Default);

    private async Task StayAsync(CancellationToken stopping)
    {
        ISoakConnection connection;
        if (isSocketIo)
        {
            var socket = await SocketIoSoakConnection.ConnectAsync(address, user, _pid, _offset, Received);
            connection = socket;

            // Offered again only once it is in all its rooms: what a half-joined session has is not what the client wants.
            (_pid, _offset) = (null, socket.IsRecovered ? _offset : null);
        }
        else
        {
            connection = await HubSoakConnection.ConnectAsync(address, user, Received);
        }

        totals.Connected(connection.IsRecovered);
        try
        {
            if (!connection.IsRecovered)
            {
                foreach (var room in rooms)
                {
                    await JoinAsync(connection, room, stopping);
                }
            }

            _pid = (connection as SocketIoSoakConnection)?.Pid;
            _joined.TrySetResult();

            // Now and then it loses its connection by itself: clients are on the move, and come to a node that is new.
            await Task.WhenAny(connection.Ended, PauseAsync(2000 + _random.Next(40_000), stopping));
        }
        finally
        {
            // Only now does nothing come any more.
            await connection.DisposeAsync();
            _offset = (connection as SocketIoSoakConnection)?.Offset ?? _offset;
        }
    }

    private async Task JoinAsync(ISoakConnection connection, RoomView room, CancellationToken stopping)
    {
        while (true)
        {
            var (orderId, since) = (room.Order, room.Begin());
            var ack = await connection.CallAsync("order:subscribe", since is null ? new { orderId } : (object)new { orderId, since }).WaitAsync(stopping);
            if (ack.GetProperty("success").GetBoolean())
            {
                // Who has no place to come back to has to look elsewhere for how things are, too.
                var isRecovered = since is not null && ack.GetProperty("recovered").GetBoolean();
                room.Joined(isRecovered, ack.TryGetProperty("eventId", out var eventId) ? eventId.GetString() : null);
                return;
            }

            totals.Refused(ack.GetProperty("code").GetString()!);
            await PauseAsync(200, stopping);
        }
    }

    private void Received(string name, JsonElement payload)
    {
        if (name == "order:updated")
        {
            totals.Event();
            _byOrder[payload.GetProperty("orderId").GetString()!].Take(payload);
        }
    }
}
