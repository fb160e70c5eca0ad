using System.Buffers;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Checks the attachments of a message: pages make links and pictures of them, so that a URL must not run anything.</summary>
internal static class AttachmentCheck
{
    private const int MaximumCount = 10;
    private const int MaximumUrlLength = 2048;
    private const int MaximumNameLength = 255;
    private const int MaximumMediaTypeLength = 127;

    // https://www.rfc-editor.org/rfc/rfc6838#section-4.2: the characters of a type and of a subtype.
    private static readonly SearchValues<char> MediaTypeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+");

    /// <summary>The attachments of a request; none when it has no such field.</summary>
    public static IReadOnlyList<ChatAttachment> Require(IReadOnlyList<AttachmentRequest?>? requested)
    {
        if (requested is null or { Count: 0 })
        {
            return [];
        }

        if (requested.Count > MaximumCount)
        {
            throw new RealtimeException(RealtimeErrorCodes.TooLarge, $"'attachments' may have {MaximumCount} items at most.");
        }

        var attachments = new ChatAttachment[requested.Count];
        for (var i = 0; i < attachments.Length; i++)
        {
            attachments[i] = Require(requested[i], $"attachments[{i}]");
        }

        return attachments;
    }

    /// <summary>Tells whether a browser may follow a URL: nothing but a page or a file of this host or of another.</summary>
    public static bool IsUrl(string url)
    {
        // Browsers drop tabs and line ends before they look for a scheme, and take '\' for '/'.
        if (url.Length is 0 or > MaximumUrlLength || url.Any(each => char.IsControl(each) || char.IsWhiteSpace(each) || each == '\\'))
        {
            return false;
        }

        if (url[0] == '/')
        {
            // Two of them name another host, with the page's own scheme.
            return url is not ['/', '/', ..];
        }

        return (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            && Uri.TryCreate(url, UriKind.Absolute, out var absolute)
            && absolute.Host.Length > 0;
    }

    private static ChatAttachment Require(AttachmentRequest? requested, string field)
    {
        if (requested is null)
        {
            throw Operations.Require.Missing(field);
        }

        var url = requested.Url ?? throw Operations.Require.Missing(field + ".url");
        if (!IsUrl(url))
        {
            throw Operations.Require.Invalid(
                $"'{field}.url' must be an http or https address or a path that begins with '/', of {MaximumUrlLength} characters at most.");
        }

        var name = requested.Name ?? throw Operations.Require.Missing(field + ".name");
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaximumNameLength || name.Any(char.IsControl))
        {
            throw Operations.Require.Invalid($"'{field}.name' must have 1 to {MaximumNameLength} characters, none of them a control character.");
        }

        var size = Operations.Require.Value(requested.Size, field + ".size");
        if (size < 0)
        {
            throw Operations.Require.Invalid($"'{field}.size' must be a whole number of bytes, 0 or more.");
        }

        var mediaType = requested.MediaType ?? throw Operations.Require.Missing(field + ".mediaType");
        return IsMediaType(mediaType)
            ? new ChatAttachment(url, name, size, mediaType)
            : throw Operations.Require.Invalid($"'{field}.mediaType' must be a media type such as image/png, of {MaximumMediaTypeLength} characters at most.");
    }

    private static bool IsMediaType(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return text.Length <= MaximumMediaTypeLength && slash > 0 && IsName(text.AsSpan(0, slash)) && IsName(text.AsSpan(slash + 1));

        static bool IsName(ReadOnlySpan<char> name) => name is [var first, ..] && char.IsAsciiLetterOrDigit(first) && !name.ContainsAnyExcept(MediaTypeCharacters);
    }
}
