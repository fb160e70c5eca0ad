using System.Net;
using System.Text;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

/// <summary>The polling transport: one GET waits for packets, a POST brings some.</summary>
internal sealed class RawPolling(HttpClient http, string engineUrl) : IRawTransport
{
    private const char Separator = '\u001e';

    private readonly string _url = engineUrl + "&transport=polling";
    private readonly CancellationTokenSource _cut = new();
    private volatile bool _isLeaving;

    /// <summary>The packets of one GET; null when the session is no more.</summary>
    public async Task<string[]?> PollAsync()
    {
        try
        {
            using var response = await http.GetAsync(_url, _cut.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? (await response.Content.ReadAsStringAsync(_cut.Token)).Split(Separator)
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    public async Task SendAsync(string packet)
    {
        using var content = new StringContent(packet, Encoding.UTF8, "text/plain");
        using var response = await http.PostAsync(_url, content, _cut.Token);
        response.EnsureSuccessStatusCode();
    }

    public async Task ReceiveAsync(Action<string> received)
    {
        while (!_isLeaving && await PollAsync() is { } packets)
        {
            foreach (var packet in packets)
            {
                received(packet);
            }
        }
    }

    /// <summary>Begins no further GET: the session goes on over another transport.</summary>
    public void Leave() => _isLeaving = true;

    public void Cut() => _cut.Cancel();

    public void Dispose() => _cut.Dispose();
}
