using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using SampleHost.Shop;

namespace SampleHost.Auth;

/// <summary>
/// The key that signs tokens: <c>Shop:TokenKey</c>, the same on all hosts where there are several; else made at the first start and
/// kept in the data folder, readable by its owner alone.
/// </summary>
internal sealed class SigningKey
{
    private const string FileName = "token.key";
    private const string Setting = "Shop:TokenKey";
    private const int Length = 64;
    private const int LeastLength = 32;

    public SigningKey(ShopFolder folder, IConfiguration configuration)
    {
        Key = new SymmetricSecurityKey(
            configuration[Setting] is { Length: > 0 } given ? Parse(given)
            : folder.Path is null ? RandomNumberGenerator.GetBytes(Length)
            : LoadOrCreate(folder.Path));
    }

    public SymmetricSecurityKey Key { get; }

    private static byte[] Parse(string given) =>
        given.Length >= 2 * LeastLength && given.Length % 2 == 0 && given.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(given)
            : throw new InvalidOperationException($"{Setting} must be {2 * LeastLength} hexadecimal digits or more, an even number of them.");

    private static byte[] LoadOrCreate(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            var fresh = Path.Combine(folder, Path.GetRandomFileName());
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(fresh, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(Length));
            }

            File.Move(fresh, path);
        }

        return File.ReadAllBytes(path) is { Length: Length } key
            ? key
            : throw new InvalidDataException($"{path} is not a key of {Length} bytes; delete it, and everybody logs in again.");
    }
}
