using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// A Node process that runs one of the scripts in tests/node: commands go in and messages come out as lines of JSON.
/// Whatever a test waits for has a deadline; missing it tells what the script did say instead.
/// </summary>
internal class NodeClient : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _script;
    private readonly Process _process;
    private readonly NodeMailbox _mailbox = new();
    private readonly StringBuilder _errors = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _reading;
    private int _lastId;
    private bool _disposed;

    /// <summary>Starts Node.</summary>
    /// <param name="script">The script, or what reports call it.</param>
    /// <param name="arguments">Node's arguments, when they are more than the script.</param>
    protected NodeClient(string script, params string[] arguments)
    {
        _script = script;
        var start = new ProcessStartInfo(Requirement.Node.Get())
        {
            WorkingDirectory = Requirement.NodeClients.Get(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        foreach (var argument in arguments is [] ? [script] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{script} did not start.");
        _reading = Task.WhenAll(ReadMessagesAsync(), ReadErrorsAsync());
    }

    /// <summary>What the script wrote to stderr so far: the client's own log.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public Task<NodeEvent> NextEventAsync(string name) => NextEventAsync(name, static _ => true);

    public async Task<NodeEvent> NextEventAsync(string name, Func<IReadOnlyList<JsonElement>, bool> where)
    {
        var message = await TakeAsync(
            $"event '{name}'",
            message => IsOf(message, "event") && message.GetProperty("name").GetString() == name && where(ArgsOf(message)));
        return new NodeEvent(name, ArgsOf(message));
    }

    /// <summary>The events that arrived and were not taken, in order.</summary>
    public IReadOnlyList<NodeEvent> UnreadEvents() =>
    [
        .. _mailbox.Unread()
            .Where(message => IsOf(message, "event"))
            .Select(message => new NodeEvent(message.GetProperty("name").GetString()!, ArgsOf(message))),
    ];

    /// <summary>Sends a command: the fields of <paramref name="fields"/> with <c>cmd</c>, those that are null left out.</summary>
    public async Task CommandAsync(string command, params (string Name, object? Value)[] fields)
    {
        var line = fields.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value);
        line["cmd"] = command;
        var text = JsonSerializer.Serialize(line, Json);

        await _writing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _process.StandardInput.WriteLineAsync(text);
            await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException($"{_script} takes no more commands. {Report()}", exception);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Stops the process where it stands: it holds its connections and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>Lets a frozen process go on.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>The next message of a type; the script's head lists them.</summary>
    public Task<JsonElement> NextAsync(string type) => TakeAsync($"'{type}'", message => IsOf(message, type));

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    protected int NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Connects and waits for the outcome: <c>connected</c>, or a failed test with the client's error.</summary>
    protected async Task<JsonElement> ConnectedAsync()
    {
        var message = await TakeAsync("'connected'", message => IsOf(message, "connected") || IsOf(message, "connect_error") || IsOf(message, "failed"));
        return IsOf(message, "connected") ? message : throw new InvalidOperationException($"{_script} could not connect: {message}");
    }

    protected async Task<NodeReply> ReplyAsync(int id)
    {
        var message = await TakeAsync(
            $"reply {id.ToString(CultureInfo.InvariantCulture)}",
            message => (IsOf(message, "reply") || IsOf(message, "failed")) && message.TryGetProperty("id", out var of) && of.GetInt32() == id);
        if (message.TryGetProperty("error", out var error))
        {
            return new NodeReply([], error.GetString());
        }

        return new NodeReply(message.TryGetProperty("args", out _) ? ArgsOf(message) : [message.GetProperty("result")], null);
    }

    protected async Task<JsonElement> TakeAsync(string what, Func<JsonElement, bool> matches)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            return await _mailbox.TakeAsync(matches, deadline.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{_script} sent no {what} within {Deadline.TotalSeconds} s. {Report()}");
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidOperationException($"{_script} ended before it sent {what}. {Report()}", exception);
        }
    }

    private static bool IsOf(JsonElement message, string type) => message.GetProperty("type").GetString() == type;

    private static JsonElement[] ArgsOf(JsonElement message) => [.. message.GetProperty("args").EnumerateArray()];

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private string Report() => $"Unread: [{string.Join(", ", _mailbox.Unread())}]. Its stderr: {Errors}";

    private async Task ReadMessagesAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            {
                _mailbox.Post(JsonElement.Parse(line));
            }

            _mailbox.End(new EndOfStreamException("Its output ended."));
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            _mailbox.End(exception);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
        }
    }
}
