using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A connected client of either wire, as the tests of the contract see it.</summary>
internal interface IWireClient : IAsyncDisposable
{
    /// <summary>Calls, and returns the ack.</summary>
    /// <param name="name">The call.</param>
    /// <param name="payload">What is sent; null is sent as JSON null.</param>
    Task<JsonElement> CallAsync(string name, object? payload);

    /// <summary>Calls without a payload, and returns the ack.</summary>
    Task<JsonElement> CallAsync(string name);

    /// <summary>Waits for the next event of a name; others before it are passed over.</summary>
    Task<JsonElement> NextAsync(string name);

    /// <summary>Everything published so far that reached this client and was not yet taken.</summary>
    Task<IReadOnlyList<ReceivedEvent>> DrainAsync();

    /// <summary>Waits until the connection is closed for good.</summary>
    /// <returns>What the server said: <c>code: sentence</c>; null when it said nothing.</returns>
    Task<string?> CloseReasonAsync();
}
