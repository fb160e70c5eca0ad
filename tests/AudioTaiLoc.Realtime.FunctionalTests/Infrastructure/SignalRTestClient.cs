using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A stock .NET SignalR client that keeps every event it gets, in order.</summary>
internal sealed class SignalRTestClient : IWireClient
{
    /// <summary>Every event that the library sends by itself.</summary>
    public static readonly string[] LibraryEvents =
    [
        "order:updated", "booking:updated", "inventory:updated", "chat:message", "chat:typing", "chat:read", "chat:delivered",
        "chat:edited", "chat:deleted", "chat:conversation", "notification:message", "notification:event",
        "notification:order_updated", "notification:booking_updated", "user:online", "user:offline", "pong",
        Fence,
    ];

    private const string Fence = "test:fence";
    private const string CloseErrorPrefix = "The server closed the connection with the following error: ";

    private readonly RealtimeHost _host;
    private readonly Channel<ReceivedEvent> _events = Channel.CreateUnbounded<ReceivedEvent>();
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SignalRTestClient(RealtimeHost host, HubConnection connection, IEnumerable<string> events)
    {
        _host = host;
        Connection = connection;
        foreach (var name in events)
        {
            connection.On<JsonElement>(name, payload => _events.Writer.TryWrite(new ReceivedEvent(name, payload)));
        }

        connection.Closed += exception =>
        {
            _closed.TrySetResult(exception);
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    /// <summary>Completes when the connection is closed for good, with the error it was closed with.</summary>
    public Task<Exception?> Closed => _closed.Task;

    /// <summary>Connects.</summary>
    /// <param name="host">The host.</param>
    /// <param name="token">The token; null for none.</param>
    /// <param name="transport">The transport.</param>
    /// <param name="events">Names of the host's own events to listen to besides <see cref="LibraryEvents"/>.</param>
    public static async Task<SignalRTestClient> ConnectAsync(
        RealtimeHost host, string? token, HttpTransportType transport = HttpTransportType.WebSockets, params string[] events)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(host.RealtimeUrl, transport, http => http.AccessTokenProvider = () => Task.FromResult(token))
            .Build();
        var client = new SignalRTestClient(host, connection, [.. LibraryEvents, .. events]);
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Calls, and returns the ack.</summary>
    public Task<JsonElement> CallAsync(string name, object? payload) =>
        Connection.InvokeAsync<JsonElement>(name, payload, TestContext.Current.CancellationToken);

    /// <summary>Calls what takes no argument, and returns the ack.</summary>
    public Task<JsonElement> CallAsync(string name) =>
        Connection.InvokeAsync<JsonElement>(name, TestContext.Current.CancellationToken);

    /// <summary>Waits for the next event of a name; others before it are passed over.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var received = await _events.Reader.ReadAsync(deadline.Token);
            if (received.Name == name)
            {
                return received.Payload;
            }
        }
    }

    /// <inheritdoc />
    public async Task<string?> CloseReasonAsync()
    {
        var error = await Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return error?.Message is { } message && message.StartsWith(CloseErrorPrefix, StringComparison.Ordinal)
            ? message[CloseErrorPrefix.Length..]
            : null;
    }

    /// <summary>
    /// Everything published so far that reached this client and was not yet taken. A broadcast is published and waited
    /// for: by the log's order, what was published before it has come by then or will never come.
    /// </summary>
    public async Task<IReadOnlyList<ReceivedEvent>> DrainAsync()
    {
        var fence = Guid.NewGuid().ToString("n");
        await _host.PassOnKeptAsync();
        await _host.Realtime.BroadcastToAllAsync(Fence, new { fence }, TestContext.Current.CancellationToken);
        List<ReceivedEvent> received = [];
        while (true)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            deadline.CancelAfter(TimeSpan.FromSeconds(30));
            var next = await _events.Reader.ReadAsync(deadline.Token);
            if (next.Name != Fence)
            {
                received.Add(next);
            }
            else if (next.Payload.GetProperty("fence").GetString() == fence)
            {
                return received;
            }
        }
    }

    public async ValueTask DisposeAsync() => await Connection.DisposeAsync();
}

/// <summary>An event that a client got.</summary>
internal sealed record ReceivedEvent(string Name, JsonElement Payload);
