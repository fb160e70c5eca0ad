using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AudioTaiLoc.Realtime.Attack;

/// <summary>The ten ways to misbehave.</summary>
internal static class Attackers
{
    private const int Flood = 2000;

    private static readonly byte[] One = "4"u8.ToArray();

    public static IReadOnlyList<Attacker> All(ServerProcess server) =>
    [
        new(1, "floods calls", ["rate_limited"], (attacker, stop) => FloodAsync(server, attacker, "ping", isSignalR: false, stop)),
        new(2, "floods unknown events", ["unknown_event", "rate_limited"], (attacker, stop) => FloodAsync(server, attacker, "no:such", isSignalR: false, stop)),
        new(3, "floods unknown hub methods", ["rate_limited"], (attacker, stop) => FloodAsync(server, attacker, "no:such", isSignalR: true, stop)),
        new(4, "connects and drops", ["429"], (attacker, stop) => ConnectAndDropAsync(server, attacker, stop)),
        new(5, "never reads", ["slow_consumer"], (attacker, stop) => NeverReadAsync(server, attacker, stop)),
        new(6, "sends huge messages", ["1009"], (attacker, stop) => SendHugeAsync(server, attacker, stop)),
        new(7, "sends frames of one byte", ["rate_limited", "1008"], (attacker, stop) => SendTinyAsync(server, attacker, stop)),
        new(8, "posts a byte at a time", ["cut"], (attacker, stop) => PostSlowlyAsync(server, attacker, stop)),
        new(9, "subscribes to 100,000 rooms", ["too_large"], (attacker, stop) => SubscribeAsync(server, attacker, stop)),
        new(10, "opens many connections as one user", ["rate_limited"], (attacker, stop) => OpenManyAsync(server, attacker, stop)),
    ];

    private static Task<WireClient> ConnectAsync(ServerProcess server, Attacker attacker, bool isSignalR, CancellationToken stop) =>
        WireClient.ConnectAsync(server.Address, attacker.Address, attacker.User, isSignalR, cancellation: stop);

    private static async Task FloodAsync(ServerProcess server, Attacker attacker, string call, bool isSignalR, CancellationToken stop)
    {
        using var client = await ConnectAsync(server, attacker, isSignalR, stop);
        try
        {
            for (var i = 0; i < Flood && !client.Ended.IsCompleted; i++)
            {
                await client.PostAsync(call, new { });
            }

            await client.Ended.WaitAsync(stop);
        }
        finally
        {
            // What came before the cut may still be on its way.
            await Task.WhenAny(client.Ended, Task.Delay(Timeout.Infinite, stop));
            attacker.Note(client);
        }
    }

    private static async Task ConnectAndDropAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        for (var i = 0; i < Flood; i++)
        {
            using var socket = await OpenAsync(server, attacker, stop);
            var status = await RequestAsync(socket, "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n", stop);
            if (status == "429")
            {
                attacker.Note(status);
                return;
            }
        }
    }

    private static async Task NeverReadAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        var before = await server.CountClosedAsync("slow_consumer");
        using var client = await ConnectAsync(server, attacker, isSignalR: false, stop);
        await client.CallAsync("inventory:subscribe", new { productId = AttackServer.NoiseProduct }, stop);
        client.StopReading();
        for (var i = 0; i < 40 && await server.CountClosedAsync("slow_consumer") == before; i++)
        {
            await server.MakeNoiseAsync(40);
        }

        // It cannot be told: it does not read.
        attacker.Note("slow_consumer", (int)(await server.CountClosedAsync("slow_consumer") - before));
    }

    private static async Task SendHugeAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        using var client = await ConnectAsync(server, attacker, isSignalR: false, stop);
        await client.SendAsync(new byte[128 * 1024], isLast: true);
        await client.Ended.WaitAsync(stop);
        attacker.Note(client);
    }

    private static async Task SendTinyAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        using var client = await ConnectAsync(server, attacker, isSignalR: false, stop);
        try
        {
            for (var i = 0; i < Flood && !client.Ended.IsCompleted; i++)
            {
                await client.SendAsync(One, isLast: false);
            }
        }
        finally
        {
            await Task.WhenAny(client.Ended, Task.Delay(Timeout.Infinite, stop));
            attacker.Note(client);
        }
    }

    private static async Task PostSlowlyAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        using var handshake = await OpenAsync(server, attacker, stop);
        var opened = await RequestAsync(handshake, "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n", stop, wholeAnswer: true);
        var from = opened.IndexOf("\"sid\":\"", StringComparison.Ordinal) + 7;
        var sid = opened[from..opened.IndexOf('"', from)];

        using var posting = await OpenAsync(server, attacker, stop);
        await posting.SendAsync(
            Encoding.ASCII.GetBytes($"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n"), stop);
        var answer = posting.ReceiveAsync(new byte[1024], stop).AsTask();
        while (!answer.IsCompleted)
        {
            await posting.SendAsync(One, stop);
            await Task.WhenAny(answer, Task.Delay(100, stop));
        }

        // An answer before the body is whole, or the end of the connection: either way nobody waits for the rest.
        await answer.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        stop.ThrowIfCancellationRequested();
        _ = answer.Exception;
        attacker.Note("cut");
    }

    private static async Task SubscribeAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        using var client = await ConnectAsync(server, attacker, isSignalR: false, stop);
        for (var i = 0; i < 100_000; i++)
        {
            var answer = await client.CallAsync("inventory:subscribe", new { productId = string.Create(CultureInfo.InvariantCulture, $"p{i}") }, stop);
            var code = answer.TryGetProperty("code", out var refusal) ? refusal.GetString() : null;
            if (code == "too_large")
            {
                break;
            }

            // Patient enough to get as far as the rooms' own bound.
            if (answer.TryGetProperty("retryAfterMs", out var wait))
            {
                await Task.Delay(wait.GetInt32(), stop);
            }
        }

        attacker.Note(client);
    }

    private static async Task OpenManyAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        List<WireClient> clients = [];
        try
        {
            for (var i = 0; i < 100; i++)
            {
                clients.Add(await ConnectAsync(server, attacker, isSignalR: i % 2 == 0, stop));
                if (clients[^1].Ended.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            foreach (var client in clients)
            {
                attacker.Note(client);
                client.Dispose();
            }
        }
    }

    private static async Task<Socket> OpenAsync(ServerProcess server, Attacker attacker, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new System.Net.IPEndPoint(attacker.Address, 0));
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, stop);
        return socket;
    }

    private static async Task<string> RequestAsync(Socket socket, string request, CancellationToken stop, bool wholeAnswer = false)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), stop);
        var buffer = new byte[4096];
        var length = 0;
        int read;
        while ((read = await socket.ReceiveAsync(buffer.AsMemory(length), stop)) > 0)
        {
            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            if (!wholeAnswer && length > 12)
            {
                return text[9..12];
            }

            if (wholeAnswer && text.Contains('}', StringComparison.Ordinal))
            {
                return text;
            }
        }

        throw new IOException("The connection ended before the answer.");
    }
}
