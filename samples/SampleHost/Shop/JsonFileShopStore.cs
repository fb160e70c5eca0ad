using System.Text.Json;

namespace SampleHost.Shop;

/// <summary>
/// Keeps the shop in memory and, after each change, as one JSON file: written beside it and renamed over it, so that a
/// crash leaves the old file or the new one. Without a path nothing is kept.
/// </summary>
internal sealed class JsonFileShopStore : IShopStore, IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string? _path;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ShopState _current;

    public JsonFileShopStore(string? path, Func<ShopState> seed)
    {
        _path = path;
        if (path is not null && File.Exists(path))
        {
            using var file = File.OpenRead(path);
            _current = JsonSerializer.Deserialize<ShopState>(file, Json)
                ?? throw new InvalidDataException($"The shop's data file {path} is empty; delete it to begin anew.");
        }
        else
        {
            _current = seed();
            Write(_current);
        }
    }

    public ShopState Current => _current;

    public async Task<bool> ChangeAsync(Func<ShopState, ShopState?> change, Func<Task> announce, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (change(_current) is not { } next)
            {
                return false;
            }

            Write(next);
            _current = next;
            await announce();
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private void Write(ShopState state)
    {
        if (_path is null)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var fresh = _path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, state, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, _path, overwrite: true);
    }
}
