using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>Where the entries are: in one stream, or in several that have one order.</summary>
internal interface ILogStreams
{
    /// <summary>What did not answer when <see cref="ReadOnAsync"/> failed last.</summary>
    string Silent { get; }

    /// <summary>Passes on to the observers all that was appended before the call. Only one call at a time.</summary>
    Task ReadOnAsync(CancellationToken cancellationToken);

    /// <summary>Runs a script that may append an event in one step with something else.</summary>
    /// <param name="step">What <see cref="LogScripts.Appending"/> is given; null to append only.</param>
    /// <param name="realtimeEvent">The event.</param>
    /// <param name="keys">The step's own keys, in the slot of the prefix.</param>
    /// <param name="values">The step's own values.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Epoch, position, 1, and what else the step answers.</returns>
    ValueTask<RedisResult[]> AppendAsync(
        string? step, RealtimeEvent realtimeEvent, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken);

    /// <summary>Reads what some targets were sent.</summary>
    ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken);
}
