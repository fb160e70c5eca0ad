using AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Concurrency;

/// <summary>Many senders in one conversation, on two nodes with one PostgreSQL.</summary>
public sealed class ManySendersTests(PostgresServer server)
{
    private const string Id = "conv_789";
    private const int Senders = 16;
    private const int Each = 500;

    [Fact]
    public async Task Sequences_have_no_gap_and_no_repeat_under_retries_on_either_node()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var database = await server.CreateDatabaseAsync();
        await using var one = await TestStores.CreateAsync(options => options.UseNpgsql(database), TimeProvider.System, Patient);
        await using var two = await TestStores.CreateAsync(options => options.UseNpgsql(database), TimeProvider.System, Patient);
        IChatStore[] nodes = [one.Chat, two.Chat];

        // No conversation yet: its beginning is part of the race.
        var sent = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(
            async () =>
            {
                var random = new Random(sender);
                var own = new List<ChatMessage>();
                for (var i = 0; i < Each; i++)
                {
                    var message = new NewChatMessage(Id, "user_" + sender, null, $"{sender}-{i}", DateTimeOffset.UtcNow, "k" + i);
                    // Some are sent on both nodes at once, some again afterwards, as a client that lost the answer does.
                    var first = nodes[random.Next(2)].AppendAsync(message, cancellation).AsTask();
                    var again = random.Next(4) == 0 ? nodes[random.Next(2)].AppendAsync(message, cancellation).AsTask() : first;
                    ChatAppendResult[] results = [await first, await again];
                    if (random.Next(8) == 0)
                    {
                        results = [.. results, await nodes[random.Next(2)].AppendAsync(message, cancellation)];
                        Assert.Equal(ChatAppendOutcome.Repeated, results[^1].Outcome);
                    }

                    Assert.Equal(again == first ? 2 : 1, results[..2].Count(result => result.Outcome == ChatAppendOutcome.Appended));
                    own.Add(Assert.Single(results.Select(result => result.Message!).DistinctBy(each => (each.Id, each.Sequence))));
                }

                return own;
            },
            cancellation)));

        var all = sent.SelectMany(own => own).OrderBy(message => message.Sequence).ToArray();
        Assert.Equal(Enumerable.Range(1, Senders * Each).Select(i => (long)i), all.Select(message => message.Sequence));
        Assert.All(sent, own => Assert.Equal(own.OrderBy(message => message.Sequence), own));
        Assert.Equal(all, await ReadForwardAsync(one.Chat));
        Assert.Equal(all, await ReadBackAsync(two.Chat));
        Assert.Equal(
            new ChatMarkResult(true, Senders * Each - 10 - (Each - all[..10].Count(message => message.UserId == "user_1"))),
            await MarkAfterTenOfOthersAsync(two.Chat, all));
    }

    // The machine may be busy with other things: what is tested is the order, not the pace.
    private static void Patient(EntityFrameworkStoreOptions options) => options.Timeout = TimeSpan.FromMinutes(5);

    private static ValueTask<ChatMarkResult> MarkAfterTenOfOthersAsync(IChatStore store, ChatMessage[] all) =>
        store.MarkAsync(Id, "user_1", all[9].Sequence, ChatMarkKind.Read, TestContext.Current.CancellationToken);

    private static async Task<List<ChatMessage>> ReadForwardAsync(IChatStore store)
    {
        var all = new List<ChatMessage>();
        ChatHistoryPage page;
        do
        {
            page = await store.ReadAsync(new(Id, null, all.Count, 100), TestContext.Current.CancellationToken);
            all.AddRange(page.Messages);
        }
        while (page.HasMore);
        return all;
    }

    private static async Task<List<ChatMessage>> ReadBackAsync(IChatStore store)
    {
        var all = new List<ChatMessage>();
        ChatHistoryPage page;
        do
        {
            page = await store.ReadAsync(new(Id, all is [var oldest, ..] ? oldest.Sequence : null, null, 100), TestContext.Current.CancellationToken);
            all.InsertRange(0, page.Messages);
        }
        while (page.HasMore);
        return all;
    }
}
