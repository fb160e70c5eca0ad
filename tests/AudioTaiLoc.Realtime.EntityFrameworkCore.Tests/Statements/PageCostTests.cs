using System.Diagnostics;
using System.Globalization;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Statements;

/// <summary>
/// Pages anywhere in a long conversation: the right ones at any length, and with <c>-showLiveOutput</c> the times are printed.
/// <c>AUDIOTAILOC_PAGE_MESSAGES=1000000</c> gives the ratio in docs/stores.md.
/// </summary>
public sealed class PageCostTests(PostgresServer server)
{
    private const string Id = "conv_789";
    private const int Limit = 50;
    private const int Runs = 500;
    private const int Rounds = 3;

    private static readonly long Messages = long.Parse(
        Environment.GetEnvironmentVariable("AUDIOTAILOC_PAGE_MESSAGES") ?? "2000", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_in_the_middle_is_found_like_the_last_one()
    {
        var database = await server.CreateDatabaseAsync();
        await using var stores = await TestStores.CreateAsync(
            options => options.UseNpgsql(database), TimeProvider.System, options => options.Timeout = TimeSpan.FromMinutes(5));
        await stores.Chat.CreateAsync(new Conversation(Id, null, ["user_123", "user_456"], DateTimeOffset.UtcNow), Cancellation);
        await FillAsync(stores);
        long last = Messages + 1;
        long middle = Messages / 2;
        await CheckAsync(stores.Chat, last);
        await CheckAsync(stores.Chat, middle);

        for (var round = 0; round < Rounds; round++)
        {
            var (atEnd, inMiddle) = (await TimeAsync(stores.Chat, last), await TimeAsync(stores.Chat, middle));
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Messages:N0} messages: last {atEnd:0.00} ms, middle {inMiddle:0.00} ms, ratio {inMiddle / atEnd:0.00}"));
        }
    }

    private static async Task FillAsync(TestStores stores)
    {
        await using var context = await stores.Contexts.CreateDbContextAsync(Cancellation);
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO realtime_messages (id, conversation_id, sequence, user_id, text, sent_at)
            SELECT 'm' || n, {Id}, n, CASE WHEN n % 2 = 0 THEN 'user_123' ELSE 'user_456' END, 'Message number ' || n, n FROM generate_series(1, {Messages}) AS n
            """,
            Cancellation);
        await context.Database.ExecuteSqlAsync(
            $"UPDATE realtime_conversations SET last_sequence = {Messages}, live_count = {Messages} WHERE id = {Id}", Cancellation);
        await context.Database.ExecuteSqlRawAsync("ANALYZE", Cancellation);
    }

    private static async Task CheckAsync(IChatStore store, long before)
    {
        var page = await store.ReadAsync(new ChatHistoryQuery(Id, before, null, Limit), Cancellation);
        Assert.Equal(Enumerable.Range(0, Limit).Select(i => before - Limit + i), page.Messages.Select(message => message.Sequence));
        Assert.True(page.HasMore);
        Assert.Equal(["user_123", "user_456"], page.Receipts.Select(receipt => receipt.UserId));
    }

    private static async Task<double> TimeAsync(IChatStore store, long before)
    {
        var query = new ChatHistoryQuery(Id, before, null, Limit);
        var times = new List<double>(Runs);
        for (var i = 0; i < Runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await store.ReadAsync(query, Cancellation);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return times[Runs / 2];
    }
}
