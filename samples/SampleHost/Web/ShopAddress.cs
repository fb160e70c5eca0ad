using System.Globalization;

namespace SampleHost.Web;

/// <summary>Where the shop listens and where its files are.</summary>
internal static class ShopAddress
{
    private const int DefaultPort = 3000;

    /// <summary>Listens on http://localhost:3000, unless <c>--urls</c>, <c>ASPNETCORE_URLS</c> or <c>PORT</c> says otherwise.</summary>
    public static void UseShopAddress(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var isChosen = configuration[WebHostDefaults.ServerUrlsKey] is not null
            || configuration[WebHostDefaults.HttpPortsKey] is not null
            || configuration[WebHostDefaults.HttpsPortsKey] is not null
            || configuration.GetSection("Kestrel:Endpoints").Exists();
        if (isChosen)
        {
            return;
        }

        var port = DefaultPort;
        if (configuration["PORT"] is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > ushort.MaxValue))
        {
            throw new InvalidOperationException($"PORT is '{text}'; it must be a number from 0 to {ushort.MaxValue}.");
        }

        // Kestrel picks a free port (0) only for an address, not for a name.
        builder.WebHost.UseUrls(port == 0 ? "http://127.0.0.1:0" : $"http://localhost:{port}");
    }

    /// <summary>The project's folder when run from a clone, wherever it is started; the program's own folder when published.</summary>
    public static string FindContentRoot()
    {
        const string Project = "SampleHost.csproj";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project)))
            {
                return folder.FullName;
            }

            var sample = Path.Combine(folder.FullName, "samples", "SampleHost");
            if (File.Exists(Path.Combine(sample, Project)))
            {
                return sample;
            }
        }

        return AppContext.BaseDirectory;
    }
}
