using System.Security.Cryptography;

namespace SampleHost.Auth;

/// <summary>Stores passwords as salted PBKDF2 hashes: <c>iterations.salt.hash</c>.</summary>
internal static class Passwords
{
    private const int Iterations = 210_000;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    /// <summary>What an unknown e-mail address is checked against, so that it takes as long as a known one.</summary>
    public static string Nobodys { get; } = Hash(Convert.ToHexString(RandomNumberGenerator.GetBytes(HashLength)));

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return string.Join('.', Iterations, Convert.ToBase64String(salt), Convert.ToBase64String(Derive(password, salt, Iterations)));
    }

    public static bool Verify(string password, string stored)
    {
        var parts = stored.Split('.');
        var iterations = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        var derived = Derive(password, Convert.FromBase64String(parts[1]), iterations);
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(parts[2]));
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, HashLength);
}
