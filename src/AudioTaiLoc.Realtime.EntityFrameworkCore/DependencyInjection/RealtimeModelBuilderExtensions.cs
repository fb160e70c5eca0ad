using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the real-time layer's tables to a host's own model.</summary>
public static class RealtimeModelBuilderExtensions
{
    /// <summary>
    /// Adds the tables <c>realtime_…</c> of chat, room grants, reminders and the inbox. Call it from <c>OnModelCreating</c>; a
    /// default schema of the model holds for them too. The host's migrations then make the tables.
    /// </summary>
    public static ModelBuilder UseAudioTaiLocRealtime(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<ConversationRow>(ConfigureConversation);
        modelBuilder.Entity<MemberRow>(ConfigureMember);
        modelBuilder.Entity<MessageRow>(ConfigureMessage);
        modelBuilder.Entity<OutboxRow>(ConfigureOutbox);
        modelBuilder.Entity<GrantRow>(ConfigureGrant);
        modelBuilder.Entity<ReminderRow>(ConfigureReminder);
        modelBuilder.Entity<NotificationRow>(ConfigureNotification);
        return modelBuilder;
    }

    private static void ConfigureConversation(EntityTypeBuilder<ConversationRow> entity)
    {
        entity.HasKey(row => row.Id);
        entity.ToRealtimeTable("conversations");
    }

    private static void ConfigureMember(EntityTypeBuilder<MemberRow> entity)
    {
        entity.HasKey(row => new { row.ConversationId, row.UserId });
        entity.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Cascade);
        entity.HasIndex(row => row.UserId);
        entity.ToRealtimeTable("members");
    }

    private static void ConfigureMessage(EntityTypeBuilder<MessageRow> entity)
    {
        entity.HasKey(row => row.Id);
        entity.HasOne<ConversationRow>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Cascade);
        entity.HasIndex(row => new { row.ConversationId, row.Sequence }).IsUnique();
        entity.HasIndex(row => new { row.ConversationId, row.UserId, row.ClientMessageId }).IsUnique().HasFilter("client_message_id IS NOT NULL");
        entity.ToRealtimeTable("messages");
    }

    private static void ConfigureOutbox(EntityTypeBuilder<OutboxRow> entity)
    {
        entity.HasKey(row => new { row.ConversationId, row.Number });
        entity.HasIndex(row => row.Number);
        entity.ToRealtimeTable("outbox");
    }

    private static void ConfigureGrant(EntityTypeBuilder<GrantRow> entity)
    {
        entity.HasKey(row => new { row.Room, row.UserId });
        entity.HasIndex(row => row.UserId);
        entity.ToRealtimeTable("grants");
    }

    private static void ConfigureReminder(EntityTypeBuilder<ReminderRow> entity)
    {
        entity.HasKey(row => row.Id);
        entity.HasIndex(row => row.AvailableAt);
        entity.ToRealtimeTable("reminders");
    }

    private static void ConfigureNotification(EntityTypeBuilder<NotificationRow> entity)
    {
        entity.HasKey(row => new { row.UserId, row.Id });
        entity.HasIndex(row => new { row.UserId, row.CreatedAt });
        entity.HasIndex(row => row.ExpiresAt);
        entity.ToRealtimeTable("notifications");
    }

    // Every name is given, so that a host's naming conventions change nothing that the stores' own SQL relies on.
    private static void ToRealtimeTable<TRow>(this EntityTypeBuilder<TRow> entity, string name)
        where TRow : class
    {
        entity.ToTable("realtime_" + name);
        foreach (var property in entity.Metadata.GetProperties())
        {
            property.SetColumnName(ColumnName(property.Name));
            property.ValueGenerated = Metadata.ValueGenerated.Never;
            if (property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?))
            {
                property.SetValueConverter(new UtcTicksConverter());
            }
        }
    }

    private static string ColumnName(string property) =>
        string.Concat(property.Select((letter, i) => char.IsUpper(letter) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(letter) : letter.ToString()));
}
