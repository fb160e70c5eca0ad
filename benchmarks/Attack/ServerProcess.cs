using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace AudioTaiLoc.Realtime.Attack;

/// <summary>The server in a process of its own, so that its memory is its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>The most memory it had, in bytes, as the system counts it.</summary>
    public long PeakMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="settings">Keys below <c>AudioTaiLoc:Realtime</c>.</param>
    public static async Task<ServerProcess> StartAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ServerProcess).Assembly.Location, "--serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment["AudioTaiLoc__Realtime__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
            {
                return new ServerProcess(process, new Uri(line));
            }
        }

        throw new InvalidOperationException("The server did not start.");
    }

    public async Task PublishAsync(int number, int rooms) =>
        (await _http.PostAsync(new Uri($"/publish?n={number}&rooms={rooms}", UriKind.Relative), null)).EnsureSuccessStatusCode().Dispose();

    public async Task MakeNoiseAsync(int count) =>
        (await _http.PostAsync(new Uri($"/noise?count={count}", UriKind.Relative), null)).EnsureSuccessStatusCode().Dispose();

    /// <summary>How many connections it closed for a reason.</summary>
    public async Task<long> CountClosedAsync(string code) =>
        (await _http.GetFromJsonAsync<Dictionary<string, long>>(new Uri("/stats", UriKind.Relative)))!.GetValueOrDefault(code);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
