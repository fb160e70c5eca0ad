using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.FunctionalTests.Outages;

/// <summary>A SQLite file that another process writes to without end: what writes is refused, the rest goes on.</summary>
public sealed class SqliteLockedTests : IDisposable
{
    private const string Conversation = "conv_789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sqlite-");

    private string File => $"Data Source={Path.Combine(_folder.FullName, "realtime.db")}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [EveryWire]
    public async Task What_writes_is_unavailable_while_another_writes_and_the_rest_goes_on(Wire wire)
    {
        // SQLite itself would wait far longer than the stores' timeout.
        await using var host = await StoredHost.StartAsync(options => options.UseSqlite(File + ";Default Timeout=20"));
        await host.Conversations.CreateAsync(Conversation, null, ["user_123", "user_456"], Cancellation);
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: Cancellation);
        await using var caller = await host.ConnectUserAsync(wire, "user_123");
        await using var listener = await host.ConnectUserAsync(wire, "user_456");
        (await listener.CallAsync("chat:subscribe", new { conversationId = Conversation })).IsDone();
        (await listener.CallAsync("inventory:subscribe", new { productId = "prod_123" })).IsDone();
        await using (var other = new SqliteConnection(File + ";Pooling=false"))
        {
            await other.OpenAsync(Cancellation);
            await using var transaction = other.BeginTransaction();
            host.BeImpatient();

            var pending = caller.CallAsync("chat:message", new { conversationId = Conversation, message = "held up" });
            await host.Realtime.NotifyStockLevelAsync("prod_123", 1, cancellationToken: Cancellation);
            Assert.Equal(1, (await listener.NextAsync("inventory:updated")).GetProperty("quantity").GetInt32());
            var answer = await pending;
            answer.IsRefused("unavailable");
            Assert.StartsWith("The database", answer.Text("error"), StringComparison.Ordinal);
            (await caller.CallAsync("chat:create", new { participants = new[] { "user_456" } })).IsRefused("unavailable");
            // Readers do not wait for the writer.
            (await caller.CallAsync("chat:history", new { conversationId = Conversation })).IsDone();
            (await caller.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", cancellationToken: Cancellation);
            Assert.Equal("shipped", (await caller.NextAsync("order:updated")).Text("status"));
        }

        host.BePatient();
        var sent = await caller.CallAsync("chat:message", new { conversationId = Conversation, message = "after", clientMessageId = "k1" });
        while (sent.TryGetProperty("code", out var code) && code.GetString() == "unavailable")
        {
            sent = await caller.CallAsync("chat:message", new { conversationId = Conversation, message = "after", clientMessageId = "k1" });
        }

        sent.IsDone();
        string? heard;
        do
        {
            heard = (await listener.NextAsync("chat:message")).Text("message");
        }
        while (heard != "after");
    }
}
