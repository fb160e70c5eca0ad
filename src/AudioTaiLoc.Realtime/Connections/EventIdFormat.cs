using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>The text of a position on the wire: <c>{epoch}-{position}</c>, such as <c>k3x9q2ab-1042</c>.</summary>
internal sealed class EventIdFormat
{
    /// <summary>Before the log is followed: an epoch that no log has.</summary>
    public static readonly EventIdFormat None = new("");

    private readonly string _prefix;
    private readonly byte[] _prefixBytes;

    public EventIdFormat(string epoch)
    {
        _prefix = epoch + "-";
        _prefixBytes = Encoding.ASCII.GetBytes(_prefix);
    }

    public string ToText(long position) => _prefix + position.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the position of this epoch; false for another epoch's, or for what is no event id.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out long position)
    {
        position = 0;
        return text.StartsWith(_prefix, StringComparison.Ordinal)
            && text.Length > _prefix.Length
            && long.TryParse(text[_prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out position);
    }

    public int GetLength(long position)
    {
        var digits = 1;
        for (var rest = position / 10; rest > 0; rest /= 10)
        {
            digits++;
        }

        return _prefixBytes.Length + digits;
    }

    public int Write(long position, Span<byte> destination)
    {
        _prefixBytes.CopyTo(destination);
        Utf8Formatter.TryFormat(position, destination[_prefixBytes.Length..], out var written);
        return _prefixBytes.Length + written;
    }
}
