using System.Net;
using System.Runtime.InteropServices;
using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Bounds how many connections a user and an address have, and how fast an address makes new ones. Calls do not come by here.</summary>
internal sealed class ConnectionQuota(LiveRateLimits limits, LimitRecorder recorder, DeadlineQueue deadlines, TimeProvider time)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<AddressKey, AddressUse> _addresses = [];
    private readonly long _start = time.GetTimestamp();
    private bool _isSweeping;

    /// <summary>Users and addresses that something is kept of.</summary>
    public (int Users, int Addresses) Kept
    {
        get
        {
            lock (_gate)
            {
                return (_users.Count, _addresses.Count);
            }
        }
    }

    private long Now => (long)time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Counts an attempt to connect, before anything is done for it.</summary>
    /// <param name="remote">Where it comes from.</param>
    /// <param name="wait">When to try again.</param>
    /// <returns>False when there are too many.</returns>
    public bool TryHandshake(IPAddress? remote, out TimeSpan wait)
    {
        var current = limits.Current;
        wait = default;
        if (!current.IsEnabled || current.HandshakesPerSecond == 0 || AddressKey.Of(remote) is not { } address)
        {
            return true;
        }

        lock (_gate)
        {
            if (Use(address).Handshakes.TryAdd(Now, 1, current.HandshakesPerSecond, current.HandshakeBurst))
            {
                return true;
            }
        }

        wait = TimeSpan.FromSeconds(1) / current.HandshakesPerSecond;
        recorder.Record(LimitNames.Handshakes, current.IsShadow);
        return current.IsShadow;
    }

    /// <summary>Counts a connection that comes in.</summary>
    /// <exception cref="RealtimeException"><c>rate_limited</c>: its user or its address has as many as it may.</exception>
    public void Enter(Connection connection)
    {
        var current = limits.Current;
        if (!current.IsEnabled)
        {
            return;
        }

        string? exceeded;
        lock (_gate)
        {
            exceeded = FindExceeded(connection, current);
            if (exceeded is null || current.IsShadow)
            {
                Count(connection);
            }
        }

        if (exceeded is not null)
        {
            recorder.Record(exceeded, current.IsShadow);
            if (!current.IsShadow)
            {
                throw new RealtimeException(
                    RealtimeErrorCodes.RateLimited,
                    exceeded == LimitNames.ConnectionsPerUser ? "You have too many connections." : "There are too many connections from your address.");
            }
        }
    }

    /// <summary>Forgets a connection; one that was not counted is passed over.</summary>
    public void Leave(Connection connection)
    {
        lock (_gate)
        {
            if (!connection.IsCounted)
            {
                return;
            }

            connection.IsCounted = false;
            if (connection.UserId is { } userId && --CollectionsMarshal.GetValueRefOrNullRef(_users, userId) == 0)
            {
                _users.Remove(userId);
            }

            if (connection.Address is { } address)
            {
                _addresses[address].Connections--;
                Sweep();
            }
        }
    }

    private string? FindExceeded(Connection connection, RateLimitOptions current)
    {
        if (current.ConnectionsPerUser > 0
            && connection.UserId is { } userId
            && _users.GetValueOrDefault(userId) >= current.ConnectionsPerUser)
        {
            return LimitNames.ConnectionsPerUser;
        }

        return current.ConnectionsPerAddress > 0
            && connection.Address is { } address
            && _addresses.TryGetValue(address, out var use)
            && use.Connections >= current.ConnectionsPerAddress
                ? LimitNames.ConnectionsPerAddress
                : null;
    }

    private void Count(Connection connection)
    {
        connection.IsCounted = true;
        if (connection.UserId is { } userId)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_users, userId, out _)++;
        }

        if (connection.Address is { } address)
        {
            Use(address).Connections++;
        }
    }

    private AddressUse Use(AddressKey address)
    {
        if (!_addresses.TryGetValue(address, out var use))
        {
            _addresses[address] = use = new AddressUse();
            Sweep();
        }

        return use;
    }

    private void Sweep()
    {
        if (!_isSweeping)
        {
            _isSweeping = true;
            deadlines.Schedule(time.GetUtcNow() + SweepInterval, static state => ((ConnectionQuota)state).ForgetUnused(), this);
        }
    }

    private void ForgetUnused()
    {
        lock (_gate)
        {
            _isSweeping = false;
            var (now, rate) = (Now, limits.Current.HandshakesPerSecond);
            foreach (var (address, use) in _addresses)
            {
                if (use.Connections == 0 && (rate == 0 || use.Handshakes.LevelAt(now, rate) <= 0))
                {
                    // Removing while walking is allowed.
                    _addresses.Remove(address);
                }
            }

            // While everybody stays there is nothing to look for; who leaves calls for it.
            if (_addresses.Values.Any(use => use.Connections == 0))
            {
                Sweep();
            }
        }
    }

    // A class, for its bucket is counted in place.
    private sealed class AddressUse
    {
        public LeakyBucket Handshakes;

        public int Connections { get; set; }
    }
}
