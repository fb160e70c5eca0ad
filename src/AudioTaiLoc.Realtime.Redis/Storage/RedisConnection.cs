using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Storage;

/// <summary>The node's one connection to Redis: opened when the host starts, made anew whenever it is lost.</summary>
internal sealed partial class RedisConnection(IOptions<RedisRealtimeOptions> options, ILogger<RedisConnection> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile ConnectionMultiplexer? _multiplexer;

    /// <summary>Told when Redis can be reached again.</summary>
    public event Action? Restored;

    public RedisRealtimeOptions Options => options.Value;

    /// <summary>False while the connection is lost, or was never made.</summary>
    public bool IsConnected => _multiplexer?.IsConnected ?? false;

    /// <summary>Where Redis is, without anything secret.</summary>
    public string Address => string.Join(", ", Options.Configuration!.EndPoints.Select(ToText));

    /// <summary>Connects.</summary>
    /// <exception cref="InvalidOperationException">Redis cannot be reached, or refuses the log-in; the message says where.</exception>
    public async ValueTask<ConnectionMultiplexer> OpenAsync(CancellationToken cancellationToken)
    {
        if (_multiplexer is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _multiplexer ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Runs a script as one step.</summary>
    /// <exception cref="RealtimeException">Redis cannot be reached, is loading or is full, or did not answer in time: <c>unavailable</c>.</exception>
    public async Task<RedisResult[]> RunAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var multiplexer = await OpenAsync(cancellationToken).ConfigureAwait(false);
            var result = await multiplexer.GetDatabase().ScriptEvaluateAsync(script, keys, values).WaitAsync(cancellationToken).ConfigureAwait(false);
            return (RedisResult[]?)result ?? [];
        }
        catch (Exception exception) when (RedisOutage.Is(exception))
        {
            throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The server cannot do this right now; try again.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is { } multiplexer)
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }

        _opening.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        var configuration = Options.Configuration!.Clone();
        configuration.ClientName ??= "AudioTaiLoc.Realtime";
        configuration.AbortOnConnectFail = true;
        configuration.ConnectTimeout = configuration.AsyncTimeout = configuration.SyncTimeout = (int)Options.Timeout.TotalMilliseconds;
        configuration.ReconnectRetryPolicy = new ExponentialRetry(100, 2000);
        // A server that is cut off answers nothing, not even that it is gone: ask often enough to notice.
        configuration.KeepAlive = 5;
        ConnectionMultiplexer multiplexer;
        try
        {
            multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisConnectionException exception)
        {
            throw new InvalidOperationException(RedisOutage.Describe(Address, exception), exception);
        }

        multiplexer.ConnectionFailed += (_, failure) => LogLost(logger, ToText(failure.EndPoint), failure.FailureType);
        multiplexer.ConnectionRestored += (_, restored) =>
        {
            LogRestored(logger, ToText(restored.EndPoint));
            Restored?.Invoke();
        };
        return multiplexer;
    }

    private static string ToText(EndPoint? point) => point is DnsEndPoint name ? $"{name.Host}:{name.Port}" : $"{point}";

    [LoggerMessage(1, LogLevel.Warning, "The connection to Redis at {Address} is lost ({Failure}); it is made anew.", EventName = "Lost")]
    private static partial void LogLost(ILogger logger, string? address, ConnectionFailureType failure);

    [LoggerMessage(2, LogLevel.Information, "Redis at {Address} can be reached again.", EventName = "Restored")]
    private static partial void LogRestored(ILogger logger, string? address);
}
