using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore;

/// <summary>A ready context with nothing but the real-time layer's tables; its migrations serve SQLite and PostgreSQL alike.</summary>
public class RealtimeDbContext(DbContextOptions<RealtimeDbContext> options) : DbContext(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.UseAudioTaiLocRealtime();
    }
}
