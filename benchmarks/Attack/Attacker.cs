using System.Collections.Concurrent;
using System.Net;

namespace AudioTaiLoc.Realtime.Attack;

/// <summary>One who misbehaves in one way, again and again, from an address of its own, and takes down how it was refused.</summary>
/// <param name="number">Gives it its address.</param>
/// <param name="name">What it does.</param>
/// <param name="expected">The documented refusals; it must have got all of them.</param>
/// <param name="attempt">Does it once.</param>
internal sealed class Attacker(int number, string name, string[] expected, Func<Attacker, CancellationToken, Task> attempt)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public string Name => name;

    public string User => $"attacker_{number}";

    public IPAddress Address { get; } = new([127, 0, 1, (byte)number]);

    public ConcurrentDictionary<string, int> Codes { get; } = new();

    public IReadOnlyList<string> Expected => expected;

    public bool IsAnswered => Array.TrueForAll(expected, Codes.ContainsKey);

    public void Note(string code, int times = 1) => Codes.AddOrUpdate(code, times, (_, count) => count + times);

    public void Note(WireClient client)
    {
        foreach (var (code, times) in client.Codes)
        {
            Note(code, times);
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await attempt(this, stop);
                await Task.Delay(Pause, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or System.Net.WebSockets.WebSocketException or HttpRequestException or System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                // Cut off in the middle of it: the next attempt tells more.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }
}
