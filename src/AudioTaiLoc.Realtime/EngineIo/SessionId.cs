using System.Buffers.Text;
using System.Security.Cryptography;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Makes ids that cannot be guessed: who knows the id of a polling session can speak for it.</summary>
internal static class SessionId
{
    /// <summary>20 characters of base64url, 120 random bits.</summary>
    public static string New()
    {
        Span<byte> random = stackalloc byte[15];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }
}
