namespace SampleHost.Shop;

/// <summary>Where the shop keeps its files; a null path keeps nothing.</summary>
internal sealed record ShopFolder(string? Path, string? DataFile)
{
    private const string Nowhere = ":memory:";

    /// <summary>Reads <c>Shop:Data</c>: a file, relative to the content root, or <c>:memory:</c>.</summary>
    public static ShopFolder From(IConfiguration configuration, IHostEnvironment environment)
    {
        var setting = configuration["Shop:Data"];
        if (setting == Nowhere)
        {
            return new ShopFolder(null, null);
        }

        var file = System.IO.Path.GetFullPath(string.IsNullOrWhiteSpace(setting) ? "data/shop.json" : setting, environment.ContentRootPath);
        return new ShopFolder(System.IO.Path.GetDirectoryName(file), file);
    }
}
