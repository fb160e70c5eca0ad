using System.Buffers.Binary;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>
/// Makes compressed WebSocket frames of the records that may have one, each once for all connections that send it at about the
/// same time: SignalR's pipe hands every connection its own copy, which is told by its bytes.
/// </summary>
internal sealed class CompressedRecords(RealtimeOptions options, RealtimeMetrics metrics)
{
    private const int Slots = 16;
    private const int LargestKept = 256 * 1024;
    private const byte FinalCompressedText = 0xC1;

    private readonly Entry?[] _recent = new Entry?[Slots];

    /// <summary>From how many bytes on a record is compressed.</summary>
    public int Threshold { get; } = Math.Max(options.CompressionThreshold ?? int.MaxValue, 1);

    /// <summary>The frame of a record; null for one that goes as it is: small, secret, no event, or not made smaller.</summary>
    public byte[]? Find(ReadOnlySpan<byte> record)
    {
        if (record.Length < Threshold || !SignalREncoder.IsCompressible(record))
        {
            return null;
        }

        // Its end has the event id, or at least the time.
        var hash = new HashCode();
        hash.AddBytes(record[^Math.Min(record.Length, 64)..]);
        ref var slot = ref _recent[(uint)hash.ToHashCode() % Slots];
        var entry = Volatile.Read(ref slot);
        if (entry is null || !record.SequenceEqual(entry.Record))
        {
            entry = new Entry(record.ToArray(), Compress(record));
            if (record.Length <= LargestKept)
            {
                Volatile.Write(ref slot, entry);
            }
        }

        if (entry.Frame is not null)
        {
            metrics.Compressed(SignalREncoder.WireName, record.Length, entry.Frame.Length);
        }

        return entry.Frame;
    }

    private static byte[]? Compress(ReadOnlySpan<byte> record)
    {
        var compressed = MessageDeflate.Compress(record).Span;
        if (compressed.Length >= record.Length)
        {
            return null;
        }

        byte[] header = compressed.Length switch
        {
            < 126 => [FinalCompressedText, (byte)compressed.Length],
            <= ushort.MaxValue => [FinalCompressedText, 126, 0, 0],
            _ => [FinalCompressedText, 127, 0, 0, 0, 0, 0, 0, 0, 0],
        };
        if (header.Length == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)compressed.Length);
        }
        else if (header.Length == 10)
        {
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2), (ulong)compressed.Length);
        }

        return [.. header, .. compressed];
    }

    private sealed record Entry(byte[] Record, byte[]? Frame);
}
