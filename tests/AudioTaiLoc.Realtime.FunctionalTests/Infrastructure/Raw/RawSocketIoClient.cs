using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

/// <summary>
/// A Socket.IO client written from the protocol's document, that shows what the stock client keeps to itself: the session's
/// <c>pid</c>, the offset, and a CONNECT with whatever one likes in it.
/// </summary>
internal sealed class RawSocketIoClient : IDisposable
{
    private const string Namespace = "/api/v1/realtime";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<(char Type, JsonElement Payload)> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _acks = new();
    private readonly Channel<RawEvent> _events = Channel.CreateUnbounded<RawEvent>();
    private readonly Action<RawEvent>? _observer;
    private RawEngine _engine = null!;
    private int _lastAck;

    private RawSocketIoClient(Action<RawEvent>? observer) => _observer = observer;

    /// <summary>The id of the session, for coming back.</summary>
    public string Pid { get; private set; } = "";

    public string Id { get; private set; } = "";

    /// <summary>The offset of the last event; null before there was one.</summary>
    public string? Offset { get; private set; }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Ended => _engine.Ended;

    /// <summary>Connects.</summary>
    /// <param name="http">For polling; shared by all.</param>
    /// <param name="hostUrl">Scheme, address and port.</param>
    /// <param name="kind">The transport.</param>
    /// <param name="auth">The CONNECT packet's payload.</param>
    /// <param name="observer">
    /// Gets each event, one at a time, in order, and before them all <c>connect</c> with the reply to CONNECT; without it they
    /// wait for <see cref="NextAsync"/>.
    /// </param>
    public static async Task<RawSocketIoClient> ConnectAsync(
        HttpClient http, string hostUrl, RawTransportKind kind, object auth, Action<RawEvent>? observer = null)
    {
        var client = new RawSocketIoClient(observer);
        client._engine = await RawEngine.OpenAsync(http, hostUrl, kind, client.Received, TestContext.Current.CancellationToken);
        await client._engine.SendAsync($"40{Namespace},{JsonSerializer.Serialize(auth)}");
        _ = client._engine.Ended.ContinueWith(_ => client.Fail(), TaskScheduler.Default);
        var (type, payload) = await client._connected.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        if (type != '0')
        {
            client.Dispose();
            throw new UnauthorizedAccessException(payload.GetRawText());
        }

        client.Pid = payload.GetProperty("pid").GetString()!;
        client.Id = payload.GetProperty("sid").GetString()!;
        return client;
    }

    /// <summary>Calls, and returns the ack.</summary>
    public async Task<JsonElement> CallAsync(string name, object payload)
    {
        var id = Interlocked.Increment(ref _lastAck);
        var ack = _acks[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_engine.Ended.IsCompleted)
        {
            Fail();
        }

        await _engine.SendAsync(string.Create(CultureInfo.InvariantCulture, $"42{Namespace},{id}{JsonSerializer.Serialize(new[] { name, payload })}"));
        return await ack.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a packet as it stands, its Engine.IO type in front.</summary>
    public Task SendAsync(string packet) => _engine.SendAsync(packet);

    /// <summary>The next event of a name; others before it are passed over.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        while (true)
        {
            var received = await _events.Reader.ReadAsync(deadline.Token);
            if (received.Name == name)
            {
                return received.Payload;
            }
        }
    }

    /// <summary>What came up to the next event of a name, but for presence.</summary>
    public async Task<IReadOnlyList<RawEvent>> TakeUntilAsync(string name)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        List<RawEvent> taken = [];
        while (await _events.Reader.ReadAsync(deadline.Token) is var received && received.Name != name)
        {
            if (!received.Name.StartsWith("user:", StringComparison.Ordinal))
            {
                taken.Add(received);
            }
        }

        return taken;
    }

    public Task UpgradeAsync() => _engine.UpgradeAsync(TestContext.Current.CancellationToken);

    /// <summary>Leaves the namespace and closes the session.</summary>
    public async Task LeaveAsync()
    {
        await _engine.SendAsync($"41{Namespace},");
        await _engine.CloseAsync();
    }

    /// <summary>Closes the session, as a page does that is left: without a word of Socket.IO.</summary>
    public Task CloseAsync() => _engine.CloseAsync();

    /// <inheritdoc cref="RawEngine.Cut"/>
    public void Cut() => _engine.Cut();

    /// <inheritdoc cref="RawEngine.Vanish"/>
    public void Vanish() => _engine.Vanish();

    public void Dispose() => _engine.Dispose();

    private void Fail()
    {
        var gone = new IOException("The connection ended.");
        _connected.TrySetException(gone);
        foreach (var ack in _acks.Values)
        {
            ack.TrySetException(gone);
        }
    }

    private void Received(string packet)
    {
        var rest = packet.AsSpan(1);
        if (!rest.StartsWith(Namespace + ",") && !rest.SequenceEqual(Namespace))
        {
            throw new InvalidDataException($"The server sent '{packet}'.");
        }

        rest = rest.Length == Namespace.Length ? "" : rest[(Namespace.Length + 1)..];
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        var json = digits >= 0 ? JsonElement.Parse(rest[digits..]) : default;
        switch (packet[0])
        {
            case '0' or '4':
                if (packet[0] == '0')
                {
                    _observer?.Invoke(new RawEvent("connect", json, null));
                }

                _connected.TrySetResult((packet[0], json));
                break;
            case '2':
                Received(json);
                break;
            case '3':
                _acks[int.Parse(rest[..digits], CultureInfo.InvariantCulture)].TrySetResult(json[0]);
                break;
        }
    }

    private void Received(JsonElement arguments)
    {
        var count = arguments.GetArrayLength();
        var received = new RawEvent(arguments[0].GetString()!, count > 1 ? arguments[1] : default, count > 2 ? arguments[2].GetString() : null);
        Offset = received.Offset ?? Offset;
        if (_observer is not null)
        {
            _observer(received);
        }
        else
        {
            _events.Writer.TryWrite(received);
        }
    }
}
