using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A host as an app developer writes it: JWT log-in, the real-time layer, real Kestrel.</summary>
internal sealed class RealtimeHost : IAsyncDisposable
{
    private readonly SymmetricSecurityKey _key;
    private readonly KestrelServer _server;

    private RealtimeHost(KestrelServer server, SymmetricSecurityKey key, HostLog log)
    {
        _server = server;
        _key = key;
        Url = server.Url;
        Log = log;
    }

    /// <summary>Scheme, address and port.</summary>
    public string Url { get; }

    /// <summary>The address of both wires.</summary>
    public string RealtimeUrl => Url + Services.GetRequiredService<IOptions<RealtimeOptions>>().Value.Namespace;

    public IServiceProvider Services => _server.App.Services;

    public IRealtimeService Realtime => Services.GetRequiredService<IRealtimeService>();

    public IRoomAccess Access => Services.GetRequiredService<IRoomAccess>();

    public IConversations Conversations => Services.GetRequiredService<IConversations>();

    /// <summary>Everything the host logged, at Debug and above.</summary>
    public HostLog Log { get; }

    /// <summary>Starts a host.</summary>
    /// <param name="configure">Settings of the real-time layer; rate limits and conflation are off unless it sets them.</param>
    /// <param name="build">More services, after the library's.</param>
    /// <param name="map">More routes and middleware, before the library's.</param>
    /// <param name="time">The host's time, when a test moves it. It jumps, which leaves clients no time to answer a ping, so pings are an hour apart.</param>
    /// <param name="endpoint">Conventions of the library's addresses.</param>
    /// <param name="successorTo">A host that has stopped, whose address and log-ins this one takes over.</param>
    public static async Task<RealtimeHost> StartAsync(
        Action<RealtimeOptions>? configure = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null,
        TimeProvider? time = null,
        Action<IEndpointConventionBuilder>? endpoint = null,
        RealtimeHost? successorTo = null)
    {
        var key = successorTo?._key ?? new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32));
        var log = new HostLog();
        var server = await KestrelServer.StartAsync(
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log);
                builder.Services.AddAuthorization();
                builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
                {
                    bearer.MapInboundClaims = false;
                    bearer.TokenValidationParameters = new TokenValidationParameters
                    {
                        IssuerSigningKey = key,
                        ValidateIssuer = false,
                        ValidateAudience = false,
                        RoleClaimType = "role",
                        ClockSkew = TimeSpan.Zero,
                    };
                });
                if (time is not null)
                {
                    builder.Services.AddSingleton(time);
                }

                builder.Services.AddAudioTaiLocRealtime(options =>
                {
                    options.RateLimit.IsEnabled = false;
                    options.Conflation.UpdatesPerSecond = 0;
                    options.Conflation.Rates.Clear();
                    if (time is not null)
                    {
                        options.PingInterval = options.PingTimeout = TimeSpan.FromHours(1);
                    }

                    configure?.Invoke(options);
                });
                if (successorTo is not null)
                {
                    builder.Configuration["urls"] = successorTo.Url;
                }

                build?.Invoke(builder);
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                map?.Invoke(app);
                var mapped = app.MapAudioTaiLocRealtime();
                endpoint?.Invoke(mapped);
            });
        return new RealtimeHost(server, key, log);
    }

    /// <summary>A token as the host's log-in would give it.</summary>
    public string Token(string userId, string? role = null, TimeSpan? lifetime = null)
    {
        var now = DateTime.UtcNow;
        var expires = now + (lifetime ?? TimeSpan.FromHours(1));
        List<Claim> claims = [new("sub", userId), new("email", $"{userId}@example.com")];
        if (role is not null)
        {
            claims.Add(new Claim("role", role));
        }

        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity(claims),
            NotBefore = (expires < now ? expires : now) - TimeSpan.FromMinutes(1),
            IssuedAt = (expires < now ? expires : now) - TimeSpan.FromMinutes(1),
            Expires = expires,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Sees to it that all events which a durable chat store kept are in the log: what is published next comes after them.</summary>
    public async Task PassOnKeptAsync()
    {
        if (Services.GetRequiredService<IChatStore>() is IChatOutbox outbox)
        {
            var log = Services.GetRequiredService<IEventLog>();
            while (await outbox.RelayAsync(
                log.Epoch,
                DateTimeOffset.UnixEpoch,
                100,
                async (kept, cancellation) => await log.AppendAsync(kept, cancellation),
                TestContext.Current.CancellationToken) > 0)
            {
            }
        }
    }

    /// <summary>Stops as a deploy would.</summary>
    public Task StopAsync() => _server.App.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}
