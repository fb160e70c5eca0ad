using System.Diagnostics.CodeAnalysis;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>Checks the fields of a request; a refusal names the field.</summary>
internal static class Require
{
    private const int MaximumEventIdLength = 64;

    /// <summary>An id: there, and of the length and the characters that ids have.</summary>
    public static string Id(string? value, string field)
    {
        if (value is null)
        {
            throw Missing(field);
        }

        return Identifier.IsValid(value)
            ? value
            : throw Invalid($"'{field}' must have 1 to {Identifier.MaximumLength} of the characters A-Z a-z 0-9 . _ - : @ | + = / ~");
    }

    /// <summary>An id that may be left out.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static string? OptionalId(string? value, string field) => value is null ? null : Id(value, field);

    /// <summary>An event id that may be left out. One that no log has given is not refused here: it recovers nothing.</summary>
    public static string? EventId(string? value, string field) => value is null or { Length: <= MaximumEventIdLength }
        ? value
        : throw Invalid($"'{field}' is no event id.");

    /// <summary>A text: there, not blank, and not too long.</summary>
    public static string Text(string? value, string field, int maximumLength)
    {
        if (value is null)
        {
            throw Missing(field);
        }

        if (value.Length > maximumLength)
        {
            throw new RealtimeException(RealtimeErrorCodes.TooLarge, $"'{field}' may have {maximumLength} characters at most.");
        }

        return string.IsNullOrWhiteSpace(value) ? throw Invalid($"'{field}' must not be empty.") : value;
    }

    public static T Value<T>(T? value, string field)
        where T : struct => value ?? throw Missing(field);

    /// <summary>A number within bounds that may be left out.</summary>
    public static long? Range(long? value, string field, long least, long most) => value is null || (value >= least && value <= most)
        ? value
        : throw Invalid($"'{field}' must lie between {least} and {most}.");

    /// <summary>A list of ids.</summary>
    public static IReadOnlyList<string> Ids(IReadOnlyList<string?>? values, string field, int maximumCount)
    {
        if (values is null)
        {
            throw Missing(field);
        }

        if (values.Count > maximumCount)
        {
            throw new RealtimeException(RealtimeErrorCodes.TooLarge, $"'{field}' may have {maximumCount} items at most.");
        }

        return [.. values.Select(value => Id(value, field)).Distinct(StringComparer.Ordinal)];
    }

    public static RealtimeException Invalid(string message) => new(RealtimeErrorCodes.InvalidPayload, message);

    public static RealtimeException Missing(string field) => Invalid($"'{field}' is required.");
}
