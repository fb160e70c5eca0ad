using System.Text;

namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IReminderStore"/> does.</summary>
public abstract class ReminderStoreSpecification : StoreSpecification
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>Makes an empty store that goes by <see cref="StoreSpecification.Time"/>.</summary>
    protected abstract ValueTask<IReminderStore> CreateAsync();

    [Fact]
    public async Task A_due_reminder_is_claimed_as_it_was_stored()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);

        var reminder = Assert.Single(await ClaimAsync(store, Start)).Reminder;

        Assert.Equal("r1", reminder.Id);
        Assert.Equal("user_123", reminder.UserId);
        Assert.Equal(Start, reminder.DueAt);
        Assert.Equal("""{"message":"r1"}""", Encoding.UTF8.GetString(reminder.NotificationJson.Span));
        Assert.Equal(0, reminder.Attempts);
    }

    [Fact]
    public async Task A_reminder_is_claimed_at_its_time_and_not_before()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start.AddHours(1)), Cancellation);

        Assert.Empty(await ClaimAsync(store, Start.AddHours(1).AddSeconds(-1)));
        Assert.Single(await ClaimAsync(store, Start.AddHours(1)));
    }

    [Fact]
    public async Task The_oldest_are_claimed_first_and_no_more_than_asked_for()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r2", Start.AddSeconds(2)), Cancellation);
        await store.ScheduleAsync(New("r3", Start.AddSeconds(3)), Cancellation);
        await store.ScheduleAsync(New("r1", Start.AddSeconds(1)), Cancellation);

        Assert.Equal(["r1", "r2"], Ids(await ClaimAsync(store, Start.AddMinutes(1), 2)));
        Assert.Equal(["r3"], Ids(await ClaimAsync(store, Start.AddMinutes(1), 2)));
    }

    [Fact]
    public async Task A_claimed_reminder_is_given_to_nobody_else_until_the_claim_runs_out()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);
        await ClaimAsync(store, Start);

        Assert.Empty(await ClaimAsync(store, Start + Claim - TimeSpan.FromSeconds(1)));
        var again = Assert.Single(await ClaimAsync(store, Start + Claim)).Reminder;

        Assert.Equal(0, again.Attempts);
        Assert.Equal(Start, again.DueAt);
        Assert.Empty(await ClaimAsync(store, Start + Claim));
    }

    [Fact]
    public async Task A_claim_that_ran_out_takes_its_place_by_due_time()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("old", Start), Cancellation);
        await ClaimAsync(store, Start);
        await store.ScheduleAsync(New("new", Start.AddSeconds(10)), Cancellation);

        Assert.Equal(["old"], Ids(await ClaimAsync(store, Start + Claim, 1)));
        Assert.Equal(["new"], Ids(await ClaimAsync(store, Start + Claim, 1)));
    }

    [Fact]
    public async Task Concurrent_claimers_get_each_reminder_once()
    {
        var store = await CreateAsync();
        string[] ids = [.. Enumerable.Range(0, 60).Select(i => $"r{i:00}")];
        foreach (var id in ids)
        {
            await store.ScheduleAsync(New(id, Start), Cancellation);
        }

        var claimed = await RunTogetherAsync(Callers, async _ =>
        {
            var own = new List<string>();
            while (await ClaimAsync(store, Start, 7) is { Count: > 0 } batch)
            {
                own.AddRange(Ids(batch));
            }

            return own;
        });

        Assert.Equal(ids, claimed.SelectMany(own => own).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_completed_reminder_is_gone()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);
        var claim = Assert.Single(await ClaimAsync(store, Start));

        Assert.True(await store.CompleteAsync(claim, Cancellation));
        Assert.False(await store.CompleteAsync(claim, Cancellation));

        Assert.Empty(await ClaimAsync(store, Start.AddDays(1)));
        Assert.False(await store.CancelAsync("r1", Cancellation));
        Assert.Null(await store.FindNextDueAsync(Cancellation));
    }

    [Fact]
    public async Task A_cancelled_reminder_is_gone()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);
        await store.ScheduleAsync(New("r2", Start), Cancellation);

        Assert.True(await store.CancelAsync("r1", Cancellation));
        Assert.False(await store.CancelAsync("r1", Cancellation));
        Assert.False(await store.CancelAsync("none", Cancellation));

        Assert.Equal(["r2"], Ids(await ClaimAsync(store, Start)));
    }

    [Fact]
    public async Task A_claimed_reminder_can_be_cancelled()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);
        var claim = Assert.Single(await ClaimAsync(store, Start));

        Assert.True(await store.CancelAsync("r1", Cancellation));
        Assert.False(await store.RetryAsync(claim, Start, Cancellation));
        Assert.False(await store.CompleteAsync(claim, Cancellation));

        Assert.Empty(await ClaimAsync(store, Start.AddDays(1)));
    }

    [Fact]
    public async Task A_reminder_given_back_is_due_later_with_one_attempt_more()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);
        var claim = Assert.Single(await ClaimAsync(store, Start));

        Assert.True(await store.RetryAsync(claim, Start.AddSeconds(30), Cancellation));
        Assert.False(await store.RetryAsync(claim, Start.AddSeconds(5), Cancellation));
        Assert.False(await store.CompleteAsync(claim, Cancellation));

        Assert.Empty(await ClaimAsync(store, Start.AddSeconds(29)));
        var again = Assert.Single(await ClaimAsync(store, Start.AddSeconds(30)));
        Assert.Equal(1, again.Reminder.Attempts);
        Assert.Equal(Start.AddSeconds(30), again.Reminder.DueAt);
        Assert.True(await store.RetryAsync(again, Start.AddHours(1), Cancellation));
        Assert.Empty(await ClaimAsync(store, Start.AddSeconds(30) + Claim));
        Assert.Equal(2, Assert.Single(await ClaimAsync(store, Start.AddHours(1))).Reminder.Attempts);
    }

    [Fact]
    public async Task A_claim_that_ran_out_still_counts_until_somebody_else_has_the_reminder()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("late", Start), Cancellation);
        await store.ScheduleAsync(New("failed", Start), Cancellation);
        var claims = await ClaimAsync(store, Start);
        Time.Advance(Claim * 2);

        Assert.True(await store.RetryAsync(claims.Single(claim => claim.Reminder.Id == "failed"), Start.AddHours(1), Cancellation));
        Assert.True(await store.CompleteAsync(claims.Single(claim => claim.Reminder.Id == "late"), Cancellation));

        Assert.Equal(["failed"], Ids(await ClaimAsync(store, Start.AddHours(2))));
    }

    [Fact]
    public async Task A_slow_node_ends_nobody_elses_claim()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);
        var slow = Assert.Single(await ClaimAsync(store, Start));
        var next = Assert.Single(await ClaimAsync(store, Start + Claim));
        Assert.NotEqual(slow.Token, next.Token);

        Assert.False(await store.CompleteAsync(slow, Cancellation));
        Assert.False(await store.RetryAsync(slow, Start, Cancellation));

        Assert.Empty(await ClaimAsync(store, Start + Claim));
        Assert.Equal(Start + (Claim * 2), await store.FindNextDueAsync(Cancellation));
        Assert.True(await store.CompleteAsync(next, Cancellation));
        Assert.Null(await store.FindNextDueAsync(Cancellation));
    }

    [Fact]
    public async Task One_that_is_scheduled_anew_is_nobodys_claim()
    {
        var store = await CreateAsync();
        await store.ScheduleAsync(New("r1", Start), Cancellation);
        var claim = Assert.Single(await ClaimAsync(store, Start));
        await store.ScheduleAsync(New("r1", Start.AddHours(3)), Cancellation);

        Assert.False(await store.CompleteAsync(claim, Cancellation));
        Assert.Equal(Start.AddHours(3), await store.FindNextDueAsync(Cancellation));
    }

    [Fact]
    public async Task A_claim_ends_after_it_begins()
    {
        var store = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ClaimDueAsync(Start, Start, 10, Cancellation));
    }

    [Fact]
    public async Task Of_a_cancellation_and_a_completion_at_once_one_finds_the_reminder()
    {
        const int Count = 60;
        var store = await CreateAsync();
        for (var i = 0; i < Count; i++)
        {
            await store.ScheduleAsync(New($"r{i:00}", Start), Cancellation);
        }

        var done = await RunTogetherAsync(Callers, async caller =>
        {
            var own = new List<string>();
            if (caller % 2 == 0)
            {
                while (await ClaimAsync(store, Start, 5) is { Count: > 0 } batch)
                {
                    foreach (var claim in batch)
                    {
                        if (await store.CompleteAsync(claim, Cancellation))
                        {
                            own.Add(claim.Reminder.Id);
                        }
                    }
                }
            }
            else
            {
                for (var i = caller; i < Count; i += 3)
                {
                    if (await store.CancelAsync($"r{i:00}", Cancellation))
                    {
                        own.Add($"r{i:00}");
                    }
                }
            }

            return own;
        });

        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"r{i:00}"), done.SelectMany(own => own).Order(StringComparer.Ordinal));
        Assert.Null(await store.FindNextDueAsync(Cancellation));
    }

    [Fact]
    public async Task The_next_due_is_the_earliest_due_time_or_end_of_a_claim()
    {
        var store = await CreateAsync();
        Assert.Null(await store.FindNextDueAsync(Cancellation));

        await store.ScheduleAsync(New("r1", Start.AddHours(2)), Cancellation);
        Assert.Equal(Start.AddHours(2), await store.FindNextDueAsync(Cancellation));

        await store.ScheduleAsync(New("r2", Start), Cancellation);
        Assert.Equal(Start, await store.FindNextDueAsync(Cancellation));

        var claim = Assert.Single(await ClaimAsync(store, Start));
        Assert.Equal(Start + Claim, await store.FindNextDueAsync(Cancellation));

        await store.CompleteAsync(claim, Cancellation);
        Assert.Equal(Start.AddHours(2), await store.FindNextDueAsync(Cancellation));

        await store.CancelAsync("r1", Cancellation);
        Assert.Null(await store.FindNextDueAsync(Cancellation));
    }

    private static Reminder New(string id, DateTimeOffset dueAt) =>
        new(id, "user_123", dueAt, Encoding.UTF8.GetBytes($$"""{"message":"{{id}}"}"""));

    private static IEnumerable<string> Ids(IEnumerable<ReminderClaim> claims) => claims.Select(claim => claim.Reminder.Id);

    private static ValueTask<IReadOnlyList<ReminderClaim>> ClaimAsync(IReminderStore store, DateTimeOffset now, int maxCount = 10) =>
        store.ClaimDueAsync(now, now + Claim, maxCount, Cancellation);
}
