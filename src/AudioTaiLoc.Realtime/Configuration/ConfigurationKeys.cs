using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>Reads single keys and collects what is wrong with them, so that all faults can be told at once.</summary>
internal sealed class ConfigurationKeys(IConfiguration configuration, ICollection<string> faults)
{
    public void Text(string key, Action<string> set)
    {
        if (configuration[key] is { Length: > 0 } value)
        {
            set(value);
        }
    }

    public void Whole(string key, Action<int> set) => Parse(key, "a whole number", int.TryParse, set);

    public void Large(string key, Action<long> set) => Parse(key, "a whole number", long.TryParse, set);

    public void Real(string key, Action<double> set) => Parse(
        key, "a number", (string text, IFormatProvider culture, out double value) => double.TryParse(text, NumberStyles.Float, culture, out value), set);

    /// <summary>Numbers by names that may have colons in them, as event names do.</summary>
    public void Reals(string key, Action<string, double> set)
    {
        foreach (var (name, _) in configuration.GetSection(key).AsEnumerable(makePathsRelative: true))
        {
            Real($"{key}:{name}", value => set(name, value));
        }
    }

    public void Flag(string key, Action<bool> set) => Parse(
        key, "true or false", (string text, IFormatProvider _, out bool value) => bool.TryParse(text, out value), set);

    /// <summary>A time span: whole milliseconds, or <c>hh:mm:ss</c>.</summary>
    public void Span(string key, Action<TimeSpan> set) => Parse(key, "milliseconds or hh:mm:ss", TryParseSpan, set);

    public void Choice<TEnum>(string key, Action<TEnum> set)
        where TEnum : struct, Enum => Parse(
            key,
            "one of " + string.Join(", ", Enum.GetNames<TEnum>()),
            (string text, IFormatProvider _, out TEnum value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value),
            set);

    public void Transports(string key, Action<RealtimeTransports> set) => Parse(
        key, "a comma list of websocket and polling", TryParseTransports, set);

    /// <summary>
    /// The groups of values below a key, by what stands between it and the values. A name with colons, such as that of an
    /// event, is several levels of configuration.
    /// </summary>
    public IReadOnlyCollection<string> GroupsBelow(string key)
    {
        var group = configuration.GetSection(key);
        return [.. group.AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Value is not null && pair.Key.Contains(':', StringComparison.Ordinal))
            .Select(pair => pair.Key[..pair.Key.LastIndexOf(':')])
            .Distinct(StringComparer.Ordinal)];
    }

    private static bool TryParseSpan(string text, IFormatProvider culture, out TimeSpan value)
    {
        if (long.TryParse(text, NumberStyles.Integer, culture, out var milliseconds) && Math.Abs(milliseconds) < int.MaxValue * 1000L)
        {
            value = TimeSpan.FromMilliseconds(milliseconds);
            return true;
        }

        return TimeSpan.TryParse(text, culture, out value);
    }

    private static bool TryParseTransports(string text, IFormatProvider culture, out RealtimeTransports value)
    {
        value = RealtimeTransports.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (name.ToUpperInvariant())
            {
                case "WEBSOCKET":
                    value |= RealtimeTransports.WebSocket;
                    break;
                case "POLLING":
                    value |= RealtimeTransports.Polling;
                    break;
                default:
                    return false;
            }
        }

        return value != RealtimeTransports.None;
    }

    private void Parse<T>(string key, string form, TryParse<T> tryParse, Action<T> set)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return;
        }

        if (tryParse(text, CultureInfo.InvariantCulture, out var value))
        {
            set(value);
        }
        else
        {
            var path = configuration is IConfigurationSection section ? $"{section.Path}:{key}" : key;
            faults.Add($"{path}: '{text}' is not {form}.");
        }
    }

    private delegate bool TryParse<T>(string text, IFormatProvider culture, out T value);
}
