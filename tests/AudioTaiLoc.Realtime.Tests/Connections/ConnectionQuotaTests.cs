using System.Net;
using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Connections;

public sealed class ConnectionQuotaTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    private readonly RealtimeOptions _options = new()
    {
        RateLimit = { ConnectionsPerUser = 2, ConnectionsPerAddress = 3, HandshakesPerSecond = 1, HandshakeBurst = 3 },
    };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_user_has_so_many_connections()
    {
        var quota = Create();
        var (first, second) = (Connect(quota, "user_123"), Connect(quota, "user_123"));

        var refusal = Assert.Throws<RealtimeException>(() => Connect(quota, "user_123"));
        Connect(quota, "user_456");
        quota.Leave(first);
        quota.Leave(first);
        Connect(quota, "user_123");

        Assert.Equal(RealtimeErrorCodes.RateLimited, refusal.Code);
        Assert.Throws<RealtimeException>(() => Connect(quota, "user_123"));
        quota.Leave(second);
    }

    [Fact]
    public void An_address_has_so_many_connections_whoever_they_are_of()
    {
        var quota = Create();
        var first = Connect(quota, "user_1", Address);
        Connect(quota, "user_2", Address);
        Connect(quota, null, Address);

        var refusal = Assert.Throws<RealtimeException>(() => Connect(quota, "user_4", Address));
        Connect(quota, "user_4", IPAddress.Parse("192.0.2.2"));
        quota.Leave(first);
        Connect(quota, "user_5", Address);

        Assert.Contains("address", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_refused_does_not_count()
    {
        var quota = Create();
        Connect(quota, "user_1", Address);
        Connect(quota, "user_1", Address);
        var refused = TestConnections.Create("user_1", address: AddressKey.Of(Address));
        Assert.Throws<RealtimeException>(() => quota.Enter(refused));
        quota.Leave(refused);

        Connect(quota, "user_2", Address);

        Assert.Throws<RealtimeException>(() => Connect(quota, "user_3", Address));
    }

    [Fact]
    public void An_IPv6_customer_is_one_and_a_mapped_address_is_what_it_maps()
    {
        Assert.Equal(AddressKey.Of(IPAddress.Parse("2001:db8:1:2::1")), AddressKey.Of(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.NotEqual(AddressKey.Of(IPAddress.Parse("2001:db8:1:2::1")), AddressKey.Of(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Equal(AddressKey.Of(Address), AddressKey.Of(Address.MapToIPv6()));
        Assert.NotEqual(AddressKey.Of(IPAddress.Parse("0.0.0.0")), AddressKey.Of(IPAddress.IPv6Any));
        Assert.Null(AddressKey.Of(null));
    }

    [Fact]
    public void An_address_connects_so_often_and_again_when_time_has_passed()
    {
        var quota = Create();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(quota.TryHandshake(Address, out _));
        }

        Assert.False(quota.TryHandshake(Address, out var wait));
        Assert.True(quota.TryHandshake(IPAddress.Parse("192.0.2.2"), out _));
        Assert.True(quota.TryHandshake(null, out _));
        _time.Advance(wait);

        Assert.True(quota.TryHandshake(Address, out _));
        Assert.False(quota.TryHandshake(Address, out _));
    }

    [Fact]
    public void Addresses_and_users_that_left_are_forgotten()
    {
        var quota = Create();
        _options.RateLimit.ConnectionsPerAddress = 0;
        var connections = Enumerable.Range(0, 500).Select(i =>
        {
            var address = new IPAddress([10, 0, (byte)(i / 250), (byte)(i % 250)]);
            Assert.True(quota.TryHandshake(address, out _));
            return Connect(quota, $"user_{i}", address);
        }).ToArray();
        Assert.Equal((500, 500), quota.Kept);

        foreach (var connection in connections.AsSpan(1))
        {
            quota.Leave(connection);
        }

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal((1, 1), quota.Kept);
        quota.Leave(connections[0]);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((0, 0), quota.Kept);
    }

    [Fact]
    public void In_shadow_mode_nobody_is_refused_and_all_are_counted()
    {
        _options.RateLimit.IsShadow = true;
        using var metrics = TestMeters.CreateMetrics();
        using var seen = new LimitWatch();
        var quota = Create(metrics);
        for (var i = 0; i < 4; i++)
        {
            Connect(quota, "user_123", Address);
            Assert.True(quota.TryHandshake(Address, out _));
        }

        Assert.Equal(["connections_per_user shadow", "connections_per_user shadow", "handshakes shadow"], seen.Of(metrics));
    }

    private static Connection Connect(ConnectionQuota quota, string? userId, IPAddress? address = null)
    {
        var connection = TestConnections.Create(userId, address: AddressKey.Of(address));
        quota.Enter(connection);
        return connection;
    }

    private ConnectionQuota Create(RealtimeMetrics? metrics = null) => new(
        new LiveRateLimits(_options),
        TestLimiters.CreateRecorder(metrics, _time),
        new DeadlineQueue(_time, NullLogger<DeadlineQueue>.Instance),
        _time);
}
