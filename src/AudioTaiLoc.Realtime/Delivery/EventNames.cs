using System.Buffers;
using System.Collections.Frozen;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Which names a host may give its events.</summary>
internal static class EventNames
{
    public const int MaximumLength = 128;

    // Socket.IO clients take these from a server for a broken packet and close ("parse error").
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:@|+=/~");

    /// <summary>Refuses a host's event name.</summary>
    /// <exception cref="ArgumentException">It is reserved, empty, too long, or has other characters than ids have.</exception>
    public static void Check(string? name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (Reserved.Contains(name))
        {
            throw new ArgumentException($"'{name}' is reserved by the Socket.IO protocol.", parameter);
        }

        if (name.Length > MaximumLength || name.AsSpan().ContainsAnyExcept(Allowed))
        {
            throw new ArgumentException(
                $"An event name must have 1 to {MaximumLength} of the characters A-Z a-z 0-9 . _ - : @ | + = / ~", parameter);
        }
    }
}
