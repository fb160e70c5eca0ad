using System.Net;
using System.Net.Sockets;

namespace AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

/// <summary>A line between one node and Redis that a test can cut while Redis serves the others, or between clients and the nodes.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private string _target;
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private bool _isCut;

    public TcpRelay(RedisServer target)
        : this(target.Address)
    {
    }

    /// <param name="target">Address and port.</param>
    public TcpRelay(string target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What the node is told that Redis' address is.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Sends new connections elsewhere; those that are there stay.</summary>
    public void Redirect(string target) => Volatile.Write(ref _target, target);

    /// <summary>Breaks all connections; new ones are closed at once.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
            foreach (var socket in _sockets)
            {
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    public void Mend()
    {
        lock (_gate)
        {
            _isCut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Cut();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync(_stopping.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    await far.ConnectAsync(IPEndPoint.Parse(Volatile.Read(ref _target)), _stopping.Token);
                }
                catch (SocketException)
                {
                    // Nobody is there now.
                    near.Dispose();
                    far.Dispose();
                    continue;
                }

                near.NoDelay = far.NoDelay = true;
                lock (_gate)
                {
                    _sockets.UnionWith([near, far]);
                }

                if (_isCut)
                {
                    near.Dispose();
                    far.Dispose();
                }

                _ = PumpAsync(near, far);
                _ = PumpAsync(far, near);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var received)
            {
                await to.SendAsync(buffer.AsMemory(0, received));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut, or one side is gone.
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
