using System.Buffers.Binary;
using System.Net;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>The address that connections are counted by: an IPv4 address, or the /64 network of an IPv6 one, which one customer has whole.</summary>
/// <param name="Bits">The address.</param>
/// <param name="IsIPv4">Which kind.</param>
internal readonly record struct AddressKey(ulong Bits, bool IsIPv4)
{
    private const int Length = 16;

    /// <summary>The key of an address; null for none, as of a Unix socket.</summary>
    public static AddressKey? Of(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        address.TryWriteBytes(bytes, out var written);
        if (written < Length)
        {
            return new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsIPv4: true);
        }

        return address.IsIPv4MappedToIPv6
            ? new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), IsIPv4: true)
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsIPv4: false);
    }
}
