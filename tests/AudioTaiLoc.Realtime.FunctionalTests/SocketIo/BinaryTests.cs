using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>
/// Bytes as attachments, to and from a stock client. The library's own calls are JSON; what echoes here is another handler
/// on the same protocol layers (the conformance host).
/// </summary>
public sealed class BinaryTests
{
    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task Bytes_come_back_as_they_were_in_events_and_in_acks(string transport)
    {
        byte[] bytes = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))];
        var port = FindFreePort();
        using var host = Start(port);
        try
        {
            await Until.TrueAsync("the host listens", cancellation => ListensAsync(host, port, cancellation));
            await using var client = new SocketIoNodeClient();
            await client.ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"), transports: [transport]);

            await client.EmitAsync("message", 1, NodeBinary.Wrap(bytes), new { nested = new[] { NodeBinary.Wrap([]), NodeBinary.Wrap([1, 2, 3]) } });
            var back = (await client.NextEventAsync("message-back")).Args;
            Assert.Equal(1, back[0].GetInt32());
            Assert.Equal(bytes, NodeBinary.Unwrap(back[1]));
            Assert.Equal([1, 2, 3], NodeBinary.Unwrap(back[2].GetProperty("nested")[1]));
            Assert.Empty(NodeBinary.Unwrap(back[2].GetProperty("nested")[0]));

            var reply = await client.EmitWithAckAsync("message-with-ack", NodeBinary.Wrap(bytes), "and text");
            Assert.Equal(bytes, NodeBinary.Unwrap(reply.Args[0]));
            Assert.Equal("and text", reply.Args[1].GetString());
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Process Start(int port)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "AudioTaiLoc.Realtime.ConformanceHost.dll"));
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        // The suites want pings that a busy machine's client may miss.
        start.Environment["PING_TIMEOUT"] = "30000";
        return Process.Start(start)!;
    }

    private static async Task<bool> ListensAsync(Process host, int port, CancellationToken cancellationToken)
    {
        Assert.False(host.HasExited, "The host ended by itself.");
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
