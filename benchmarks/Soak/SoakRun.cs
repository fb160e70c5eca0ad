using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>Starts the host, sends the clients, prints a line a minute and says at the end whether it was flat.</summary>
internal static class SoakRun
{
    public static async Task<SoakOutcome> RunAsync(TimeSpan duration, int clients, TimeSpan stay)
    {
        var world = new SoakWorld(clients);
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var folder = Directory.CreateTempSubdirectory("realtime-soak-");
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        using var host = StartHost(world, key, url.Port, Path.Combine(folder.FullName, "soak.db"));
        using var http = new HttpClient { BaseAddress = url };
        try
        {
            await StartedAsync(http, host);
            var totals = new SoakTotals();
            using var stopping = new CancellationTokenSource();
            var tokens = new SoakTokens(key);
            var running = Task.WhenAll(Enumerable.Range(0, clients).Select(index => new SoakClient(world, index, url, tokens, totals, stay).RunAsync(stopping.Token)));
            var minutes = await WatchAsync(http, host, url.Port, totals, duration);
            await stopping.CancelAsync();
            await running.WaitAsync(TimeSpan.FromMinutes(2));
            var verdict = new SoakVerdict(minutes, totals);
            Console.WriteLine($"{totals.Unavailable} calls and {minutes[^1].Host.Unpublished} notifications met a store that was too busy; {totals.FailedConnects} connections ended in the middle of a call or were not made.");
            foreach (var rise in verdict.Rises)
            {
                Console.WriteLine(rise);
            }

            Console.WriteLine(verdict);
            return verdict.Outcome;
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<SoakMinute>> WatchAsync(HttpClient http, Process host, int port, SoakTotals totals, TimeSpan duration)
    {
        Console.WriteLine("minute  connections  RSS MiB  live heap MiB  handles  beside  threads  connects  recovered  calls  events  unobserved  errors  faults");
        var minutes = new List<SoakMinute>();
        var told = 0;
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(duration < TimeSpan.FromMinutes(3) ? duration / 6 : TimeSpan.FromMinutes(1));
        while (clock.Elapsed < duration && await timer.WaitForNextTickAsync())
        {
            if (host.HasExited)
            {
                throw new InvalidOperationException($"The host ended with code {host.ExitCode}.");
            }

            // Before the collection that the host's own figures begin with.
            var process = ProcessFigures.Of(host.Id, port);
            var figures = await http.GetFromJsonAsync<HostFiguresReport>("/soak/figures") ?? throw new InvalidDataException("The host told nothing.");
            minutes.Add(new SoakMinute(clock.Elapsed.TotalMinutes, totals.Connects, process, figures));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalMinutes,6:n1}  {figures.Connections,11}  {process.ResidentBytes / 1048576.0,7:n1}  {figures.LiveHeap / 1048576.0,13:n1}  {process.Handles,7}  {process.Handles - process.Established,6}  {process.Threads,7}  {totals.Connects,8}  {totals.Recovered,9}  {totals.Calls,5}  {totals.Received,6}  {figures.Unobserved,10}  {figures.Errors.Values.Sum(),6}  {totals.Faults.Count,6}"));
            foreach (var fault in totals.Faults.Skip(told).Take(3))
            {
                Console.WriteLine($"        fault: {fault}");
            }

            told = totals.Faults.Count;
        }

        return minutes;
    }

    private static Process StartHost(SoakWorld world, string key, int port, string data)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(SoakRun).Assembly.Location, "host"]);
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.RemoveAt(0);
        }

        start.Environment[SoakWorld.KeyVariable] = key;
        start.Environment[SoakWorld.PortVariable] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment[SoakWorld.DataVariable] = data;
        start.Environment[SoakWorld.ClientsVariable] = world.Clients.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start) ?? throw new InvalidOperationException("The host did not start.");
    }

    private static async Task StartedAsync(HttpClient http, Process host)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/soak/figures");
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!host.HasExited && clock.Elapsed < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(200);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
