using System.Security.Claims;
using System.Text.Encodings.Web;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.FunctionalTests.Security;

/// <summary>What the host demands of who uses the mapped address, in each of the ways that ASP.NET Core has, holds on both wires.</summary>
public sealed class AddressPolicyTests
{
    private const string KeyScheme = "Key";

    /// <summary>How a host can demand the role.</summary>
    public enum Demand
    {
        /// <summary>A policy by its name.</summary>
        Name,

        /// <summary>A policy built on the spot.</summary>
        Builder,

        /// <summary>A policy object.</summary>
        Policy,

        /// <summary>An attribute that brings its own requirements.</summary>
        Requirement,

        /// <summary>Roles of an attribute.</summary>
        Roles,

        /// <summary>The host's default policy, which holds where nothing else is said.</summary>
        Default,
    }

    [Theory]
    [EveryWire(Demand.Name)]
    [EveryWire(Demand.Builder)]
    [EveryWire(Demand.Policy)]
    [EveryWire(Demand.Requirement)]
    [EveryWire(Demand.Roles)]
    [EveryWire(Demand.Default)]
    public async Task Who_does_not_meet_it_stays_out(Wire wire, Demand demand)
    {
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireRole("staff").Build();
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.Configure<AuthorizationOptions>(options =>
            {
                options.AddPolicy("staff-only", policy);
                options.DefaultPolicy = demand == Demand.Default ? policy : options.DefaultPolicy;
            }),
            endpoint: endpoint => Ask(endpoint, demand, policy));

        await using var staff = await host.ConnectAsync(wire, host.Token("staff_1", role: "staff"));
        await AssertRefusedAsync(host, wire, host.Token("user_123"), "forbidden");
        await AssertRefusedAsync(host, wire, host.Token("user_123", role: "customer"), "forbidden");
        await AssertRefusedAsync(host, wire, null, "unauthenticated");
    }

    [Theory]
    [EveryWire]
    public async Task Where_guests_may_come_it_is_asked_of_them_too(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(
            options => options.AllowGuests = true,
            endpoint: endpoint => endpoint.RequireAuthorization(policy => policy.RequireAssertion(context => !context.User.IsInRole("banned"))));

        await using var guest = await host.ConnectAsync(wire, null);
        await using var user = await host.ConnectAsync(wire, host.Token("user_123"));
        await AssertRefusedAsync(host, wire, host.Token("user_456", role: "banned"), "forbidden");
    }

    [Theory]
    [EveryWire]
    public async Task Guests_come_in_past_the_hosts_fallback_policy(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(
            options => options.AllowGuests = true,
            builder => builder.Services.Configure<AuthorizationOptions>(
                options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

        await using var guest = await host.ConnectAsync(wire, null);
    }

    [Theory]
    [EveryWire]
    public async Task A_policy_may_name_other_schemes_than_the_default_one(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, KeyHandler>(KeyScheme, null),
            endpoint: endpoint => endpoint.RequireAuthorization(policy => policy.AddAuthenticationSchemes(KeyScheme).RequireAuthenticatedUser()));

        await using var till = await host.ConnectAsync(wire, "till_1");
        await AssertRefusedAsync(host, wire, host.Token("user_123"), "unauthenticated");
    }

    private static void Ask(IEndpointConventionBuilder endpoint, Demand demand, AuthorizationPolicy policy) => _ = demand switch
    {
        Demand.Name => endpoint.RequireAuthorization("staff-only"),
        Demand.Builder => endpoint.RequireAuthorization(builder => builder.RequireRole("staff")),
        Demand.Policy => endpoint.RequireAuthorization(policy),
        Demand.Requirement => endpoint.WithMetadata(new StaffOnlyAttribute()),
        Demand.Roles => endpoint.RequireAuthorization(new AuthorizeAttribute { Roles = "staff" }),
        Demand.Default => endpoint,
        _ => throw new ArgumentOutOfRangeException(nameof(demand), demand, null),
    };

    private static async Task AssertRefusedAsync(RealtimeHost host, Wire wire, string? token, string code)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => host.ConnectAsync(wire, token));
        if (wire == Wire.SocketIo)
        {
            Assert.StartsWith(code + ": ", Assert.IsType<InvalidOperationException>(refusal).Message, StringComparison.Ordinal);
        }
        else
        {
            var status = code == "forbidden" ? System.Net.HttpStatusCode.Forbidden : System.Net.HttpStatusCode.Unauthorized;
            Assert.Equal(status, Assert.IsType<HttpRequestException>(refusal).StatusCode);
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class StaffOnlyAttribute : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RolesAuthorizationRequirement(["staff"])];
    }

    /// <summary>Lets in whoever bears a key that begins with <c>till_</c>, under that name.</summary>
    private sealed class KeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            return Task.FromResult(header.StartsWith("Bearer till_", StringComparison.Ordinal)
                ? AuthenticateResult.Success(new AuthenticationTicket(
                    new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", header["Bearer ".Length..])], Scheme.Name)), Scheme.Name))
                : AuthenticateResult.Fail("The key is unknown."));
        }
    }
}
