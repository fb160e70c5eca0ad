using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Rooms;

public sealed class RoomGateTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_anyone_who_says_yes_it_is_forbidden()
    {
        var nobody = new RoomGate([], Time);
        var no = new RoomGate([new Answer(RoomAuthorization.Denied)], Time);
        var caller = TestConnections.Create("user_123");

        Assert.False((await nobody.AuthorizeAsync(caller, "order:1", Cancellation)).IsAllowed);
        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await no.DemandAsync(caller, "order:1", Cancellation));
        Assert.Equal(RealtimeErrorCodes.Forbidden, refusal.Code);
    }

    [Fact]
    public async Task One_yes_is_enough_and_the_first_counts()
    {
        var first = RoomAuthorization.Allowed with { VisibleAfter = "first" };
        var gate = new RoomGate([new Answer(RoomAuthorization.Denied), new Answer(first), new Answer(RoomAuthorization.Allowed)], Time);

        Assert.Equal(first, await gate.DemandAsync(TestConnections.Create("user_123"), "order:1", Cancellation));
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_yes_whose_end_is_past_is_a_no_and_others_may_still_say_yes(int seconds, bool allowed)
    {
        var answer = RoomAuthorization.Allowed with { ExpiresAt = Time.GetUtcNow().AddSeconds(seconds) };
        var caller = TestConnections.Create("user_123");
        var alone = new RoomGate([new Answer(answer)], Time);
        var both = new RoomGate([new Answer(answer), new Answer(RoomAuthorization.Allowed)], Time);

        Assert.Equal(allowed, (await alone.AuthorizeAsync(caller, "order:1", Cancellation)).IsAllowed);
        Assert.Equal(allowed ? answer : RoomAuthorization.Allowed, await both.AuthorizeAsync(caller, "order:1", Cancellation));
    }

    [Fact]
    public async Task Who_cannot_be_asked_has_not_said_yes()
    {
        var gate = new RoomGate([new Failing(), new Answer(RoomAuthorization.Allowed)], Time);

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await gate.DemandAsync(TestConnections.Create("user_123"), "order:1", Cancellation));
    }

    [Theory]
    [InlineData("product:prod_123", true)]
    [InlineData("order:order_123", false)]
    [InlineData("products", false)]
    [InlineData("Product:1", false)]
    [InlineData("chat:product:1", false)]
    public async Task A_guest_may_join_products_only(string room, bool allowed)
    {
        var gate = new RoomGate([new Answer(RoomAuthorization.Allowed)], Time);

        Assert.Equal(allowed, (await gate.AuthorizeAsync(TestConnections.Create(null), room, Cancellation)).IsAllowed);
    }

    private sealed class Answer(RoomAuthorization authorization) : IRoomAuthorizer
    {
        public ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default) =>
            new(authorization);
    }

    private sealed class Failing : IRoomAuthorizer
    {
        public ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("down");
    }
}
