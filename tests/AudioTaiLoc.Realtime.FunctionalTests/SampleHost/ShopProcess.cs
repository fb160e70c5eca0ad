using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>The sample host as a process of its own, which a test can kill.</summary>
internal sealed class ShopProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ShopProcess(Process process, string url)
    {
        _process = process;
        Url = url;
        _http = new HttpClient { BaseAddress = new Uri(url) };
    }

    public string Url { get; }

    /// <summary>The address of both wires.</summary>
    public string RealtimeUrl => Url + "/api/v1/realtime";

    /// <summary>Starts a host and waits until it can serve.</summary>
    public static async Task<ShopProcess> StartAsync(params string[] settings)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FindFreePort()}");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory };
        string[] arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "SampleHost.dll"), "--urls", url, "--Logging:Console:LogLevel:Default=None", .. settings];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var shop = new ShopProcess(Process.Start(start)!, url);
        try
        {
            await Until.TrueAsync("the host is ready", shop.IsReadyAsync);
        }
        catch
        {
            shop.Dispose();
            throw;
        }

        return shop;
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Schedules a reminder of a booking, as staff.</summary>
    public async Task RemindAsync(string bookingId, DateTimeOffset dueAt) => await DoAsync(
        "POST", $"/api/v1/bookings/{bookingId}/reminders", await LogInAsync("staff@example.com"), new { dueAt = dueAt.UtcDateTime });

    /// <summary>Asks the process to end, as a deploy does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>Sends what must succeed.</summary>
    public async Task DoAsync(string method, string path, string token, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode}");
    }

    /// <summary>Logs a user in and returns the token.</summary>
    public async Task<string> LogInAsync(string email)
    {
        using var answer = await _http.PostAsJsonAsync(
            "/api/v1/auth/login", new { email, password = "demo" }, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("token").GetString()!;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _http.Dispose();
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        Assert.False(_process.HasExited, "The host ended by itself.");
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
