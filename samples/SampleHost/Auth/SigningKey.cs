using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using SampleHost.Shop;

namespace SampleHost.Auth;

/// <summary>The key that signs tokens: made at the first start and kept in the data folder, readable by its owner alone.</summary>
internal sealed class SigningKey
{
    private const string FileName = "token.key";
    private const int Length = 64;

    public SigningKey(ShopFolder folder)
    {
        Key = new SymmetricSecurityKey(folder.Path is null ? RandomNumberGenerator.GetBytes(Length) : LoadOrCreate(folder.Path));
    }

    public SymmetricSecurityKey Key { get; }

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
