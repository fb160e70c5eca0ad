using System.Security.Claims;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Connections;

public sealed class ConnectionIdentityTests
{
    [Fact]
    public void Who_is_not_authenticated_is_a_guest_whatever_the_claims_say()
    {
        var identity = ConnectionIdentity.FromPrincipal(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "user_123")])), null);

        Assert.Same(ConnectionIdentity.Guest, identity);
        Assert.Null(identity.UserId);
    }

    [Fact]
    public void Plain_and_mapped_claims_are_read()
    {
        var plain = ConnectionIdentity.FromPrincipal(
            TestConnections.PrincipalOf("user_123", new Claim("email", "an@example.com"), new Claim("exp", "1700000000")), null);
        var mapped = ConnectionIdentity.FromPrincipal(
            new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, "user_456"), new Claim(ClaimTypes.Email, "binh@example.com")], "test")),
            null);

        Assert.Equal(("user_123", "an@example.com"), (plain.UserId, plain.Email));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), plain.ExpiresAt);
        Assert.Equal(("user_456", "binh@example.com", null), (mapped.UserId, mapped.Email, mapped.ExpiresAt));
    }

    [Fact]
    public void The_tickets_expiry_wins_over_the_claim()
    {
        var ticket = new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

        Assert.Equal(ticket, ConnectionIdentity.FromPrincipal(TestConnections.PrincipalOf("u", new Claim("exp", "1700000000")), ticket).ExpiresAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user 1")]
    [InlineData("user\n1")]
    [InlineData("ngườidùng")]
    public void A_user_id_that_cannot_be_used_is_refused(string userId)
    {
        var refusal = Assert.Throws<RealtimeException>(() => ConnectionIdentity.FromPrincipal(TestConnections.PrincipalOf(userId), null));
        Assert.Equal(RealtimeErrorCodes.Unauthenticated, refusal.Code);
    }

    [Fact]
    public void An_authenticated_user_without_an_id_is_refused() => Assert.Throws<RealtimeException>(
        () => ConnectionIdentity.FromPrincipal(new ClaimsPrincipal(new ClaimsIdentity([], "test")), null));

    [Theory]
    [InlineData("never")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("253402300800")]
    public void An_expiry_that_is_none_is_passed_over(string exp) =>
        Assert.Null(ConnectionIdentity.FromPrincipal(TestConnections.PrincipalOf("u", new Claim("exp", exp)), null).ExpiresAt);
}
