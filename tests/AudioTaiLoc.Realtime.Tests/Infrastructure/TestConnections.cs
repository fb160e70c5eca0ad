using System.Security.Claims;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>Makes connections that no client stands behind.</summary>
internal static class TestConnections
{
    private static int _last;

    /// <summary>A connection of a user; null for a guest.</summary>
    public static Connection Create(
        string? userId, IConnectionTransport? transport = null, string wire = "test", RealtimeMetrics? metrics = null, DateTimeOffset? expiresAt = null, AddressKey? address = null) => new(
        $"c{Interlocked.Increment(ref _last)}",
        wire,
        userId is null ? ConnectionIdentity.Guest : new ConnectionIdentity(PrincipalOf(userId), userId, null, expiresAt),
        transport ?? new RecordingTransport(),
        new ClosingRecorder(metrics ?? TestMeters.CreateMetrics(), NullLogger<ClosingRecorder>.Instance)) { Address = address };

    public static ClaimsPrincipal PrincipalOf(string userId, params Claim[] more) =>
        new(new ClaimsIdentity([new Claim("sub", userId), .. more], "test"));
}
