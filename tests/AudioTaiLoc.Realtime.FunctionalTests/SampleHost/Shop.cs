using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>The sample host itself, on a free port, keeping nothing unless told where.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Shop(WebApplication app)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    /// <summary>Scheme, address and port.</summary>
    public string Url => _app.Urls.Single();

    public static async Task<Shop> StartAsync(params string[] settings)
    {
        // What is given later wins.
        var app = global::SampleHost.Program.Build(["--urls", "http://127.0.0.1:0", "--Shop:Data=:memory:", "--Logging:Console:LogLevel:Default=None", .. settings]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Shop(app);
    }

    /// <summary>Logs in and returns the token.</summary>
    public async Task<string> LogInAsync(string email)
    {
        using var answer = await SendAsync("POST", "/api/v1/auth/login", null, JsonSerializer.Serialize(new { email, password = "demo" }));
        answer.EnsureSuccessStatusCode();
        var login = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return login.GetProperty("token").GetString()!;
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? token, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends what must succeed, and returns its body; null where there is none.</summary>
    public async Task<JsonElement?> DoAsync(string method, string path, string? token, string? body = null)
    {
        using var answer = await SendAsync(method, path, token, body);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A stock SignalR client of the user that the token names, not yet started.</summary>
    public HubConnection Connect(string token) => new HubConnectionBuilder()
        .WithUrl(Url + "/api/v1/realtime", http => http.AccessTokenProvider = () => Task.FromResult<string?>(token))
        .Build();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
