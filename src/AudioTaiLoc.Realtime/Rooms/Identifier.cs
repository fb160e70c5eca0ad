namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>What may name an order, a user, a product, a room: 1 to 128 printable ASCII characters that need no escaping anywhere.</summary>
internal static class Identifier
{
    public const int MaximumLength = 128;

    /// <summary>A room's name is a prefix and an id.</summary>
    public const int MaximumRoomLength = 160;

    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:@|+=/~");

    public static bool IsValid([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? id, int maximumLength = MaximumLength) =>
        id is { Length: > 0 } && id.Length <= maximumLength && !id.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>Refuses a host's argument.</summary>
    /// <exception cref="ArgumentException">It cannot be used.</exception>
    public static void Check(string? id, string parameter, int maximumLength = MaximumLength)
    {
        ArgumentNullException.ThrowIfNull(id, parameter);
        if (!IsValid(id, maximumLength))
        {
            throw new ArgumentException(
                $"'{parameter}' must have 1 to {maximumLength} of the characters A-Z a-z 0-9 . _ - : @ | + = / ~", parameter);
        }
    }
}
