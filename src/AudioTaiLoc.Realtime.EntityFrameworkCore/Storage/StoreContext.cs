using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

/// <summary>A context during one call of a store, and what its database is like.</summary>
internal readonly struct StoreContext(DbContext db)
{
    public DbContext Db { get; } = db;

    public DatabaseKind Kind { get; } = db.Database.ProviderName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => DatabaseKind.Sqlite,
        "Npgsql.EntityFrameworkCore.PostgreSQL" => DatabaseKind.Postgres,
        var provider => throw new NotSupportedException($"The real-time stores serve SQLite and PostgreSQL, not '{provider}'."),
    };

    public DbSet<TRow> Set<TRow>()
        where TRow : class => Db.Set<TRow>();

    /// <summary>The table's quoted name with its schema, for SQL of our own.</summary>
    public string Table<TRow>()
        where TRow : class
    {
        var entity = Db.Model.FindEntityType(typeof(TRow))
            ?? throw new InvalidOperationException($"{Db.GetType().Name} lacks the real-time tables: call modelBuilder.UseAudioTaiLocRealtime() in OnModelCreating.");
        return Db.GetService<ISqlGenerationHelper>().DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
    }

    /// <summary>Reads rows and locks them until the end of the transaction; on SQLite the transaction itself keeps others out.</summary>
    /// <param name="clauses">What comes after <c>SELECT * FROM table</c>, with numbered places for the parameters.</param>
    /// <param name="postgresLock">PostgreSQL's locking clause.</param>
    /// <param name="parameters">The parameters.</param>
    public IQueryable<TRow> Lock<TRow>(string clauses, string postgresLock, params object[] parameters)
        where TRow : class
    {
        var sql = $"SELECT * FROM {Table<TRow>()} {clauses}";
#pragma warning disable EF1002, EF1003 // Names from the model and constant clauses; values are parameters.
        return Set<TRow>().FromSqlRaw(Kind == DatabaseKind.Postgres ? $"{sql} {postgresLock}" : sql, parameters);
#pragma warning restore EF1002, EF1003
    }

    /// <summary>
    /// Put after a column of ids in an ORDER BY: compares their bytes, as <see cref="StringComparer.Ordinal"/> does, whatever the
    /// database's collation is. SQLite's own way.
    /// </summary>
    public string ByBytes => Kind == DatabaseKind.Postgres ? " COLLATE \"C\"" : "";

    /// <summary>The end of a subquery that passes over rows which others hold; SQLite has one writer, and nothing to pass over.</summary>
    public string SkipLocked => Kind == DatabaseKind.Postgres ? " FOR UPDATE SKIP LOCKED" : "";

    /// <summary>Runs a statement of our own that returns rows. The numbered places are parameters.</summary>
    public IQueryable<TRow> Query<TRow>(string sql, object?[] parameters)
        where TRow : class =>
#pragma warning disable EF1002, EF1003 // Names from the model and constant clauses; values are parameters.
        Set<TRow>().FromSqlRaw(sql, parameters!);
#pragma warning restore EF1002, EF1003

    /// <summary>Runs a statement of our own. The numbered places are parameters.</summary>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        Db.Database.ExecuteSqlRawAsync(sql, parameters!, cancellationToken);
}
