using AudioTaiLoc.Realtime.Redis.Events;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Redis;

/// <summary>Lists every fault of the options at once.</summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisRealtimeOptions>
{
    private const string Marks = "-_.:/";

    public ValidateOptionsResult Validate(string? name, RedisRealtimeOptions options)
    {
        List<string> faults = [];
        Check(options.Configuration is { EndPoints.Count: > 0 }, "Redis: Configuration must name at least one server, such as \"localhost:6379\".");
        Check(
            options.KeyPrefix is { Length: > 0 and <= 64 } prefix && prefix.All(character => char.IsAsciiLetterOrDigit(character) || Marks.Contains(character, StringComparison.Ordinal)),
            $"Redis: KeyPrefix must be 1 to 64 letters, digits and - _ . : /; it is '{options.KeyPrefix}'.");
        Between(options.Shards, 1, ShardTime.MaximumShards, nameof(options.Shards));
        Between(options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(options.Timeout));
        Between(options.MaximumEntries, 16, 100_000_000, nameof(options.MaximumEntries));
        Between(options.MaximumAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), nameof(options.MaximumAge));
        Between(options.MaximumSessions, 1, 10_000_000, nameof(options.MaximumSessions));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }

        void Between<T>(T value, T least, T most, string key)
            where T : IComparable<T> =>
            Check(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, $"Redis: {key} must lie between {least} and {most}; it is {value}.");
    }
}
