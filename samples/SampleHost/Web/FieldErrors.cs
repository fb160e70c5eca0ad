using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SampleHost.Web;

/// <summary>Collects what is wrong with a body, field by field, so that a client is told everything at once.</summary>
internal sealed partial class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public ValidationProblem ToProblem() => TypedResults.ValidationProblem(_errors);

    public FieldErrors Add(string field, string error)
    {
        _errors[field] = _errors.TryGetValue(field, out var before) ? [.. before, error] : [error];
        return this;
    }

    /// <summary>What the library says of an argument that it was given from <paramref name="field"/>.</summary>
    public FieldErrors Argument(string field, ArgumentException refused) =>
        Add(field, refused.Message.Replace($" (Parameter '{refused.ParamName}')", "", StringComparison.Ordinal));

    /// <summary>A text that must be there and is not longer than <paramref name="maxLength"/>.</summary>
    public FieldErrors Text(string field, string? value, int maxLength) => string.IsNullOrWhiteSpace(value)
        ? Add(field, "This field is required.")
        : OptionalText(field, value, maxLength);

    public FieldErrors OptionalText(string field, string? value, int maxLength) =>
        value?.Length > maxLength ? Add(field, $"At most {maxLength} characters.") : this;

    /// <summary>A word such as <c>shipped</c> or <c>out_for_delivery</c>.</summary>
    public FieldErrors Word(string field, string? value) => value switch
    {
        null or "" => Add(field, "This field is required."),
        _ when WordPattern.IsMatch(value) => this,
        _ => Add(field, "A word of at most 40 characters: small letters, digits, '_' and '-', a letter first."),
    };

    /// <summary>A JSON object, or nothing.</summary>
    public FieldErrors OptionalObject(string field, JsonElement? value) =>
        value is null or { ValueKind: JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined }
            ? this
            : Add(field, "A JSON object, or nothing.");

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern { get; }
}
