using System.Text;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>Where a Redis Cluster puts keys with a hash tag: CRC-16/XMODEM of it, modulo 16,384 (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/).</summary>
internal static class HashSlot
{
    public const int Count = 16_384;

    private const ushort Polynomial = 0x1021;

    public static int Of(string tag)
    {
        ushort crc = 0;
        foreach (var value in Encoding.UTF8.GetBytes(tag))
        {
            crc ^= (ushort)(value << 8);
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ Polynomial : crc << 1);
            }
        }

        return crc % Count;
    }
}
