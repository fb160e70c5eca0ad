using Microsoft.EntityFrameworkCore.Migrations;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Migrations;

/// <summary>The tables of the first release. Columns have no type names: each database gives its own.</summary>
internal sealed partial class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "realtime_conversations",
            columns: table => new
            {
                id = table.Column<string>(nullable: false),
                title = table.Column<string>(nullable: true),
                created_at = table.Column<long>(nullable: false),
                is_closed = table.Column<bool>(nullable: false),
                last_sequence = table.Column<long>(nullable: false),
                last_activity = table.Column<long>(nullable: false),
                live_count = table.Column<long>(nullable: false),
                next_place = table.Column<int>(nullable: false),
                last_event = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_realtime_conversations", x => x.id);
            });

        migrationBuilder.CreateTable(
            name: "realtime_grants",
            columns: table => new
            {
                room = table.Column<string>(nullable: false),
                user_id = table.Column<string>(nullable: false),
                granted_at = table.Column<long>(nullable: false),
                granted_after = table.Column<string>(nullable: true),
                expires_at = table.Column<long>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_realtime_grants", x => new { x.room, x.user_id });
            });

        migrationBuilder.CreateTable(
            name: "realtime_notifications",
            columns: table => new
            {
                user_id = table.Column<string>(nullable: false),
                id = table.Column<string>(nullable: false),
                notification_json = table.Column<byte[]>(nullable: false),
                created_at = table.Column<long>(nullable: false),
                expires_at = table.Column<long>(nullable: false),
                is_read = table.Column<bool>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_realtime_notifications", x => new { x.user_id, x.id });
            });

        migrationBuilder.CreateTable(
            name: "realtime_outbox",
            columns: table => new
            {
                conversation_id = table.Column<string>(nullable: false),
                number = table.Column<long>(nullable: false),
                log = table.Column<string>(nullable: false),
                kind = table.Column<byte>(nullable: false),
                name = table.Column<string>(nullable: false),
                target_kind = table.Column<byte>(nullable: false),
                target = table.Column<string>(nullable: true),
                payload = table.Column<byte[]>(nullable: false),
                is_volatile = table.Column<bool>(nullable: false),
                except_connection_id = table.Column<string>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_realtime_outbox", x => new { x.conversation_id, x.number });
            });

        migrationBuilder.CreateTable(
            name: "realtime_reminders",
            columns: table => new
            {
                id = table.Column<string>(nullable: false),
                user_id = table.Column<string>(nullable: false),
                due_at = table.Column<long>(nullable: false),
                notification_json = table.Column<byte[]>(nullable: false),
                attempts = table.Column<int>(nullable: false),
                available_at = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_realtime_reminders", x => x.id);
            });

        migrationBuilder.CreateTable(
            name: "realtime_members",
            columns: table => new
            {
                conversation_id = table.Column<string>(nullable: false),
                user_id = table.Column<string>(nullable: false),
                place = table.Column<int>(nullable: true),
                delivered_up_to = table.Column<long>(nullable: false),
                read_up_to = table.Column<long>(nullable: false),
                own_count = table.Column<long>(nullable: false),
                seen_count = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_realtime_members", x => new { x.conversation_id, x.user_id });
                table.ForeignKey(
                    name: "FK_realtime_members_realtime_conversations_conversation_id",
                    column: x => x.conversation_id,
                    principalTable: "realtime_conversations",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            name: "realtime_messages",
            columns: table => new
            {
                id = table.Column<string>(nullable: false),
                conversation_id = table.Column<string>(nullable: false),
                sequence = table.Column<long>(nullable: false),
                user_id = table.Column<string>(nullable: false),
                email = table.Column<string>(nullable: true),
                text = table.Column<string>(nullable: false),
                attachments = table.Column<string>(nullable: true),
                sent_at = table.Column<long>(nullable: false),
                client_message_id = table.Column<string>(nullable: true),
                edited_at = table.Column<long>(nullable: true),
                deleted_at = table.Column<long>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_realtime_messages", x => x.id);
                table.ForeignKey(
                    name: "FK_realtime_messages_realtime_conversations_conversation_id",
                    column: x => x.conversation_id,
                    principalTable: "realtime_conversations",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateIndex(
            name: "IX_realtime_grants_user_id",
            table: "realtime_grants",
            column: "user_id");

        migrationBuilder.CreateIndex(
            name: "IX_realtime_members_user_id",
            table: "realtime_members",
            column: "user_id");

        migrationBuilder.CreateIndex(
            name: "IX_realtime_messages_conversation_id_sequence",
            table: "realtime_messages",
            columns: ["conversation_id", "sequence"],
            unique: true);

        migrationBuilder.CreateIndex(
            name: "IX_realtime_messages_conversation_id_user_id_client_message_id",
            table: "realtime_messages",
            columns: ["conversation_id", "user_id", "client_message_id"],
            unique: true,
            filter: "client_message_id IS NOT NULL");

        migrationBuilder.CreateIndex(
            name: "IX_realtime_notifications_expires_at",
            table: "realtime_notifications",
            column: "expires_at");

        migrationBuilder.CreateIndex(
            name: "IX_realtime_notifications_user_id_created_at",
            table: "realtime_notifications",
            columns: ["user_id", "created_at"]);

        migrationBuilder.CreateIndex(
            name: "IX_realtime_outbox_number",
            table: "realtime_outbox",
            column: "number");

        migrationBuilder.CreateIndex(
            name: "IX_realtime_reminders_available_at",
            table: "realtime_reminders",
            column: "available_at");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable(
            name: "realtime_grants");

        migrationBuilder.DropTable(
            name: "realtime_members");

        migrationBuilder.DropTable(
            name: "realtime_messages");

        migrationBuilder.DropTable(
            name: "realtime_notifications");

        migrationBuilder.DropTable(
            name: "realtime_outbox");

        migrationBuilder.DropTable(
            name: "realtime_reminders");

        migrationBuilder.DropTable(
            name: "realtime_conversations");
    }
}
