namespace SampleHost.Shop;

/// <summary>Where the shop keeps its files; a null path keeps nothing.</summary>
/// <param name="Path">The folder.</param>
/// <param name="DataFile">The shop's own data.</param>
/// <param name="IsNew">True when the data file was not there at the start: the shop begins anew.</param>
internal sealed record ShopFolder(string? Path, string? DataFile, bool IsNew)
{
    /// <summary>The database beside the data file.</summary>
    public string? DatabaseFile => DataFile is null ? null : System.IO.Path.ChangeExtension(DataFile, ".db");

    private const string Nowhere = ":memory:";

    /// <summary>Reads <c>Shop:Data</c>: a file, relative to the content root, or <c>:memory:</c>.</summary>
    public static ShopFolder From(IConfiguration configuration, IHostEnvironment environment)
    {
        var setting = configuration["Shop:Data"];
        if (setting == Nowhere)
        {
            return new ShopFolder(null, null, IsNew: true);
        }

        var file = System.IO.Path.GetFullPath(string.IsNullOrWhiteSpace(setting) ? "data/shop.json" : setting, environment.ContentRootPath);
        return new ShopFolder(System.IO.Path.GetDirectoryName(file), file, !File.Exists(file));
    }
}
