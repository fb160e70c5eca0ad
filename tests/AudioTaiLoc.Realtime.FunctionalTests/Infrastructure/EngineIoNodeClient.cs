using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A stock <c>engine.io-client</c> in a Node process of its own (tests/node/engineio-client.mjs).</summary>
internal sealed class EngineIoNodeClient() : NodeClient("engineio-client.mjs")
{
    /// <summary>Connects; the message has what the handshake said.</summary>
    public async Task<JsonElement> OpenAsync(string url, params string[] transports)
    {
        await CommandAsync("connect", ("url", url), ("transports", transports));
        return await NextAsync("open");
    }

    public Task SendAsync(string message) => CommandAsync("send", ("data", message));

    public async Task<string> NextMessageAsync() => (await NextAsync("message")).GetProperty("data").GetString()!;
}
