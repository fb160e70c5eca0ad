namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

/// <summary>The databases that the stores' own SQL is written for.</summary>
internal enum DatabaseKind
{
    /// <summary>SQLite: one writer at a time, so a transaction is lock enough.</summary>
    Sqlite,

    /// <summary>PostgreSQL: rows are locked.</summary>
    Postgres,
}
