using System.Text.Json;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>Checks the options when the host starts and lists every fault, each with its key.</summary>
internal sealed class RealtimeOptionsValidator : IValidateOptions<RealtimeOptions>
{
    /// <summary>Whether types that no resolver knows can be written.</summary>
    public bool HasReflection { get; init; } = JsonSerializer.IsReflectionEnabledByDefault;

    public ValidateOptionsResult Validate(string? name, RealtimeOptions options)
    {
        var faults = new FaultList(options);

        Check(faults, IsNamespace(options.Namespace), nameof(options.Namespace), "must begin with '/', not end with it, and hold only letters, digits and - _ . ~ /", options.Namespace);
        Check(faults, options.Transports is > RealtimeTransports.None and <= (RealtimeTransports.WebSocket | RealtimeTransports.Polling), nameof(options.Transports), "must name websocket, polling or both", options.Transports);
        CheckOrigins(faults, options.CorsOrigin);
        Between(faults, options.PingInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.PingInterval));
        Between(faults, options.PingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.PingTimeout));
        Between(faults, options.MaximumMessageSize, 1024, 100 * 1024 * 1024, nameof(options.MaximumMessageSize));
        Between(faults, options.MaximumPayloadSize, 1024, 100 * 1024 * 1024, nameof(options.MaximumPayloadSize));
        Between(faults, options.CompressionThreshold ?? 0, 0, int.MaxValue, nameof(options.CompressionThreshold));
        Between(faults, options.MaximumQueuedBytes, 16 * 1024, 1024 * 1024 * 1024, nameof(options.MaximumQueuedBytes));
        Between(faults, options.MessageTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.MessageTimeout));
        Between(faults, options.MaximumRoomsPerConnection, 1, 100_000, nameof(options.MaximumRoomsPerConnection));
        Check(faults, options.NodeId is { Length: > 0 and <= 128 }, nameof(options.NodeId), "must have 1 to 128 characters", options.NodeId);
        Check(faults, options.PayloadSerializerOptions is not null, nameof(options.PayloadSerializerOptions), "must not be null", null);
        Check(
            faults,
            HasReflection || options.PayloadSerializerOptions is not { TypeInfoResolver: null },
            nameof(options.PayloadSerializerOptions),
            "must have a TypeInfoResolver, since reflection-based JSON is off",
            null);

        Between(faults, options.EventLog.MaximumEntries, 16, 100_000_000, "EventLog:MaximumEntries");
        Between(faults, options.EventLog.MaximumBytes, 64 * 1024, 1L << 40, "EventLog:MaximumBytes");
        Between(faults, options.EventLog.MaximumAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), "EventLog:MaximumAge");
        Between(faults, options.EventLog.MaximumReplay, 1, 1_000_000, "EventLog:MaximumReplay");
        Between(faults, options.EventLog.MaximumReplayBytes, 1024, 1024 * 1024 * 1024, "EventLog:MaximumReplayBytes");
        Between(faults, options.EventLog.ReadTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), "EventLog:ReadTimeout");
        Rate(faults, options.Conflation.UpdatesPerSecond, "Conflation:UpdatesPerSecond");
        foreach (var (eventName, rate) in options.Conflation.Rates)
        {
            Rate(faults, rate, "Conflation:Rates:" + eventName);
        }

        Between(faults, options.Conflation.MaximumValues, 1, 10_000_000, "Conflation:MaximumValues");
        Between(faults, options.Conflation.MaximumBytes, 64 * 1024, 1L << 40, "Conflation:MaximumBytes");
        Between(faults, options.Recovery.MaximumAbsence, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "Recovery:MaximumAbsence");
        Between(faults, options.Recovery.MaximumSessions, 1, 10_000_000, "Recovery:MaximumSessions");
        Check(faults, Enum.IsDefined(options.Presence.Audience), "Presence:Audience", "must be SignedIn, Watchers or Nobody", options.Presence.Audience);
        Between(faults, options.Presence.LeaseDuration, TimeSpan.FromSeconds(3), TimeSpan.FromHours(1), "Presence:LeaseDuration");
        Between(faults, options.Presence.ReconnectGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10), "Presence:ReconnectGrace");
        Between(faults, options.Chat.MaximumMessageLength, 1, 1_000_000, "Chat:MaximumMessageLength");
        Between(faults, options.Chat.MaximumParticipants, 2, 10_000, "Chat:MaximumParticipants");
        Between(faults, options.Notifications.InboxSize, 1, 10_000, "Notifications:InboxSize");
        Between(faults, options.Notifications.InboxAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650), "Notifications:InboxAge");
        Between(faults, options.GrantCache.Duration, TimeSpan.Zero, TimeSpan.FromMinutes(10), "GrantCache:Duration");
        Between(faults, options.GrantCache.MaximumEntries, 1, 10_000_000, "GrantCache:MaximumEntries");
        Between(faults, options.Drain.Duration, TimeSpan.Zero, TimeSpan.FromMinutes(10), "Drain:Duration");
        CheckRateLimits(faults, options.RateLimit);

        return faults.All.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.All);
    }

    private static void CheckRateLimits(FaultList faults, RateLimitOptions limits)
    {
        Between(faults, limits.CallsPerSecond, 1, 1_000_000, "RateLimit:CallsPerSecond");
        Between(faults, limits.Burst, 1, 1_000_000, "RateLimit:Burst");
        Between(faults, limits.MaximumRefusals, 0, 1_000_000, "RateLimit:MaximumRefusals");
        Between(faults, limits.RefusalWindow, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "RateLimit:RefusalWindow");
        Between(faults, limits.ConnectionsPerUser, 0, 1_000_000, "RateLimit:ConnectionsPerUser");
        Between(faults, limits.ConnectionsPerAddress, 0, 10_000_000, "RateLimit:ConnectionsPerAddress");
        Between(faults, limits.HandshakesPerSecond, 0, 1_000_000, "RateLimit:HandshakesPerSecond");
        Between(faults, limits.HandshakeBurst, 1, 10_000_000, "RateLimit:HandshakeBurst");
        Between(faults, limits.FramesPerSecond, 0, 1_000_000, "RateLimit:FramesPerSecond");
        Between(faults, limits.FrameBurst, 1, 10_000_000, "RateLimit:FrameBurst");
        Between(faults, limits.BytesPerSecond, 0, 1024 * 1024 * 1024, "RateLimit:BytesPerSecond");
        Between(faults, limits.ByteBurst, 1024, 1024 * 1024 * 1024, "RateLimit:ByteBurst");
        foreach (var (name, limit) in limits.Events)
        {
            Between(faults, limit.Cost, 1, 10_000, $"RateLimit:Events:{name}:Cost");
            Between(faults, limit.CallsPerSecond, 0, 1_000_000, $"RateLimit:Events:{name}:CallsPerSecond");
            Between(faults, limit.Burst, 0, 1_000_000, $"RateLimit:Events:{name}:Burst");
        }
    }

    private static bool IsNamespace(string? value) =>
        value is ['/', _, ..] && value[^1] != '/' && value.Length <= 128
        && value.All(character => char.IsAsciiLetterOrDigit(character) || "-_.~/".Contains(character, StringComparison.Ordinal));

    private static void CheckOrigins(FaultList faults, string? origins)
    {
        if (origins is null or "*")
        {
            return;
        }

        foreach (var origin in origins.Split(',', StringSplitOptions.TrimEntries))
        {
            var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Scheme is "http" or "https"
                && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
            Check(
                faults,
                isOrigin,
                nameof(RealtimeOptions.CorsOrigin),
                "must be '*' or a comma list of origins such as https://shop.example",
                origin,
                wholeValue: origins);
        }
    }

    private static void Between<T>(FaultList faults, T value, T least, T most, string key)
        where T : IComparable<T> =>
        Check(faults, value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, key, $"must lie between {least} and {most}", value);

    // Slower than once a minute is no throttle any more: the last value would be long in coming.
    private static void Rate(FaultList faults, double value, string key) =>
        Check(faults, value is 0 or (>= 1.0 / 60 and <= 1000), key, "must be 0 (every one) or lie between 1/60 and 1000 a second", value);

    private static void Check(FaultList faults, bool holds, string key, string rule, object? value, object? wholeValue = null)
    {
        if (!holds)
        {
            faults.All.Add($"{faults.NameOf(key, wholeValue ?? value)} {rule}; it is '{value}'.");
        }
    }

    private sealed class FaultList(RealtimeOptions options)
    {
        public List<string> All { get; } = [.. options.ConfigurationFaults];

        // Code may have set another value since the environment was read; then the fault is the code's.
        public string NameOf(string key, object? value)
        {
            var path = $"{RealtimeOptions.SectionName}:{key}";
            return options.EnvironmentValues.TryGetValue(key, out var given) && given.Value.Equals(value) ? $"{given.Name} ({path})" : path;
        }
    }
}
