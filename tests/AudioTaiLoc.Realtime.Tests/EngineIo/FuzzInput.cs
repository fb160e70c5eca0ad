using System.Text;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>
/// Seeded hostile input: packets that are right, mutated. <c>AUDIOTAILOC_FUZZ_ITERATIONS</c> sets the length of a run (a short one
/// by default), <c>AUDIOTAILOC_FUZZ_SEED</c> repeats one.
/// </summary>
internal sealed class FuzzInput(int seed)
{
    private static readonly byte[][] Seeds = [.. new[]
    {
        "2", "3", "1", "6", "5", "2probe", "4hello", "bAQIDBA==", "4test1\u001e4test2\u001ebAQIDBA==",
        "40", "40{\"token\":\"123\"}", "40/custom,", "40/custom,{\"pid\":\"p\",\"offset\":\"e-1\"}", "41", "41/custom,",
        "42[\"message\",1,\"2\",{\"3\":[true]}]", "42456[\"ask\",{\"a\":null}]", "42/custom,7[\"x\",-1.5e3,\"\\u20ac\"]",
        "43456[1]", "44{\"message\":\"no\"}", "450-[\"m\"]", "451-[\"m\",{\"_placeholder\":true,\"num\":0}]",
        "452-/custom,9[\"m\",{\"_placeholder\":true,\"num\":0},[{\"_placeholder\":true,\"num\":1}]]", "461-3[{\"_placeholder\":true,\"num\":0}]",
        "40\u001e42[\"m\"]\u001e451-[\"m\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==\u001e41",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Calls = [.. new[]
    {
        "3", "42[\"message\",1,\"2\",{\"3\":[true]}]", "42456[\"ask\",{\"a\":null}]", "4212[\"ask\"]", "450-[\"m\"]", "431[]",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Tokens = [.. new[]
    {
        "[", "]", "{", "}", "\"", ",", ":", "-", "/", "4", "5", "42", "451-", "99999999999999999999", "\u001e", "\u0000", "\\", "\\ud800",
        "true", "null", "1e999", "{\"_placeholder\":true,\"num\":", "€", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"disconnect\"", "b====",
    }.Select(Encoding.UTF8.GetBytes), [0xC3, 0x28], [0xFF], [0xED, 0xA0, 0x80]];

    private readonly Random _random = new(seed);

    public static int Iterations =>
        int.TryParse(Environment.GetEnvironmentVariable("AUDIOTAILOC_FUZZ_ITERATIONS"), out int iterations) ? iterations : 20_000;

    public static int Seed =>
        int.TryParse(Environment.GetEnvironmentVariable("AUDIOTAILOC_FUZZ_SEED"), out int seed) ? seed : 20240115;

    public Random Random => _random;

    /// <summary>A packet or body, often broken.</summary>
    public byte[] Next()
    {
        List<byte> bytes = [.. Pick(Seeds)];
        for (int i = _random.Next(5); i > 0; i--)
        {
            Mutate(bytes);
        }

        return [.. bytes];
    }

    /// <summary>What a client in a namespace sends: mostly right, so that sessions live to see the rest.</summary>
    public byte[] NextCall() => _random.Next(5) == 0 ? Next() : Pick(Calls);

    /// <summary>Some frames of a client, masked as they must be, often broken.</summary>
    public byte[] NextFrames()
    {
        List<byte> bytes = [];
        for (int i = _random.Next(1, 8); i > 0; i--)
        {
            Frame(bytes, NextCall());
        }

        for (int i = _random.Next(12) - 10; i > 0; i--)
        {
            Mutate(bytes);
        }

        return [.. bytes];
    }

    private void Frame(List<byte> bytes, byte[] payload)
    {
        byte opcode = _random.Next(60) switch { 0 => 8, 1 or 2 => 9, 3 => 10, 4 or 5 => 2, 6 => 0, 7 => (byte)_random.Next(16), _ => 1 };
        int first = (_random.Next(30) == 0 ? 0 : 0x80) | opcode | (_random.Next(40) == 0 ? 0x40 : 0);
        bytes.Add((byte)first);
        byte mask = (byte)(_random.Next(50) == 0 ? 0 : 0x80);
        if (payload.Length < 126)
        {
            bytes.Add((byte)(mask | payload.Length));
        }
        else
        {
            bytes.AddRange([(byte)(mask | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
        }

        byte[] key = [(byte)_random.Next(256), 2, 3, (byte)_random.Next(256)];
        if (mask != 0)
        {
            bytes.AddRange(key);
        }

        bytes.AddRange(payload.Select((value, i) => mask == 0 ? value : (byte)(value ^ key[i & 3])));
    }

    private void Mutate(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int count = Math.Min(bytes.Count - at, _random.Next(1, 8));
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes.InsertRange(at, Pick(Tokens));
                break;
            case 2:
                bytes.RemoveRange(at, count);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(Pick(Seeds));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.Insert(at, (byte)_random.Next(256));
                break;
        }
    }

    private byte[] Pick(byte[][] from) => from[_random.Next(from.Length)];
}
