using AudioTaiLoc.Realtime.Redis.Events;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>Which shard what is in.</summary>
public sealed class ShardMapTests
{
    private static readonly ShardMap Map = new(3);

    // What is stored stays where it is: these never change.
    [Fact]
    public void Rooms_and_users_are_where_they_have_always_been()
    {
        Assert.Equal("12111211", string.Concat(Enumerable.Range(0, 8).Select(i => Map.Of(EventTarget.Room($"order:order_{i}")))));
        Assert.Equal("01011202", string.Concat(Enumerable.Range(0, 8).Select(i => Map.Of(EventTarget.User($"user_{i}")))));
    }

    [Fact]
    public void What_is_for_many_or_of_presence_is_in_the_first()
    {
        EventTarget[] targets = [EventTarget.Everyone, EventTarget.SignedIn, EventTarget.Users(["user_0", "user_1", "user_2"]), .. Enumerable.Range(0, 20).Select(i => EventTarget.Room($"presence:user_{i}"))];

        Assert.All(targets, target => Assert.Equal(0, Map.Of(target)));
    }

    [Fact]
    public void A_user_is_read_in_its_own_shard_and_in_the_first()
    {
        string[] users = [.. Enumerable.Range(0, 8).Select(i => $"user_{i}")];

        foreach (var user in users)
        {
            var parts = Map.Split([EventTarget.User(user)]).ToDictionary(part => part.Key, part => part.ToArray());
            Assert.Equal(new[] { 0, Map.Of(EventTarget.User(user)) }.Distinct(), parts.Keys.Order());
            Assert.All(parts.Values, targets => Assert.Equal([EventTarget.User(user)], targets));
        }

        var several = Map.Split([EventTarget.Users(users)]).Single(part => part.Key == 0);
        Assert.Equal(users, several.Select(target => target.Name));
    }

    [Fact]
    public void Many_rooms_are_spread_evenly()
    {
        var counts = Enumerable.Range(0, 16_000).CountBy(i => new ShardMap(16).Of(EventTarget.Room($"order:order_{i}"))).ToArray();

        Assert.Equal(16, counts.Length);
        Assert.All(counts, count => Assert.InRange(count.Value, 850, 1150));
    }
}
