using System.Data.Common;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

/// <summary>Tells a database that is down or busy, where trying again helps, from a fault of ours.</summary>
internal static class StoreFault
{
    // https://sqlite.org/rescode.html: BUSY, LOCKED, IOERR, FULL, CANTOPEN.
    private static readonly int[] SqliteOutages = [5, 6, 10, 13, 14];

    // Connection, resources, operator intervention (shutdown), system error, rolled back by the server.
    private static readonly string[] SqlStateOutages = ["08", "53", "57", "58", "40", "55"];

    /// <summary>True when the database could not serve the call, but may serve it again.</summary>
    public static bool IsOutage(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is TimeoutException or DbException { IsTransient: true })
            {
                return true;
            }

            if (inner is DbException failure)
            {
                return failure.SqlState is { Length: 5 } state
                    ? SqlStateOutages.Any(outage => state.StartsWith(outage, StringComparison.Ordinal))
                    : SqliteErrorCode(failure) is not { } code || SqliteOutages.Contains(code);
            }
        }

        return false;
    }

    // By name: the package knows no provider.
    private static int? SqliteErrorCode(DbException exception) =>
        exception.GetType().GetProperty("SqliteErrorCode")?.GetValue(exception) as int?;
}
