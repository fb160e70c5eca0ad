using System.Diagnostics;
using System.Globalization;
using AudioTaiLoc.Realtime.Attack;

if (args is ["--serve"])
{
    await AttackServer.RunAsync();
    return 0;
}

if (args.Contains("--help"))
{
    Console.WriteLine("Attack [--clients 200] [--seconds 15] [--rounds 2] [--bound 512]\nEach round is so many seconds without and with attack; the bound is the server's memory in MiB.");
    return 0;
}

int Argument(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var index ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : otherwise;

var clients = Argument("--clients", 200);
var seconds = Argument("--seconds", 15);
var bound = Argument("--bound", 512);
await using var run = await AttackRun.StartAsync(clients, []);

Func<bool> For(double length)
{
    var started = Stopwatch.GetTimestamp();
    return () => Stopwatch.GetElapsedTime(started).TotalSeconds >= length;
}

// Before anything is measured the code is compiled.
await run.RunAsync(isAttacked: true, For(5));
await Task.Delay(TimeSpan.FromSeconds(3));
var quiet = (Calls: new List<double>(), Events: new List<double>());
var loud = (Calls: new List<double>(), Events: new List<double>());
for (var round = 0; round < Argument("--rounds", 2); round++)
{
    var (calls, events) = await run.RunAsync(isAttacked: false, For(seconds));
    quiet.Calls.AddRange(calls);
    quiet.Events.AddRange(events);
    (calls, events) = await run.RunAsync(isAttacked: true, For(seconds));
    loud.Calls.AddRange(calls);
    loud.Events.AddRange(events);
    await Task.Delay(TimeSpan.FromSeconds(2));
}

using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
await run.SettleAsync(deadline.Token);
return Report.Write(run, quiet, loud, bound);
