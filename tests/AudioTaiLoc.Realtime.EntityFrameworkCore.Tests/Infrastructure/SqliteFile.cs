using Microsoft.Data.Sqlite;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;

/// <summary>A SQLite database in a temporary folder.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sqlite-");

    public string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, "realtime.db")};Default Timeout=10";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
