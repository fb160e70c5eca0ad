using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>Who is let in, by what, and how the others are told.</summary>
public sealed class ConnectTests
{
    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task The_token_may_come_in_auth_or_in_the_header_with_or_without_its_scheme(string transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        var token = host.Token("user_123");
        foreach (var (auth, headers) in new (object?, object?)[]
        {
            (new { token }, null),
            (new { token = "Bearer " + token }, null),
            (new { token = "bearer " + token }, null),
            (null, new { Authorization = "Bearer " + token }),
            // The packet's token counts before the header's.
            (new { token }, new { Authorization = "Bearer nonsense" }),
        })
        {
            await using var client = new SocketIoNodeClient();
            await client.ConnectAsync(host.RealtimeUrl, auth, [transport], headers);
            var users = (await client.EmitWithAckAsync("presence:list")).Result.GetProperty("users");
            Assert.Equal("user_123", users[0].GetProperty("userId").GetString());
        }
    }

    [Fact]
    public async Task A_token_that_is_missing_bad_or_expired_is_refused_with_a_code()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var other = await RealtimeHost.StartAsync();
        await AssertRefusedAsync(host, null, "unauthenticated");
        await AssertRefusedAsync(host, new { }, "unauthenticated");
        await AssertRefusedAsync(host, new { token = "" }, "unauthenticated");
        await AssertRefusedAsync(host, new { token = 7 }, "unauthenticated");
        await AssertRefusedAsync(host, new { token = "nonsense" }, "unauthenticated");
        await AssertRefusedAsync(host, new { token = other.Token("user_123") }, "unauthenticated");
        await AssertRefusedAsync(host, new { token = host.Token("user_123", lifetime: TimeSpan.FromMinutes(-1)) }, "token_expired");
    }

    [Fact]
    public async Task What_the_middleware_found_at_the_handshake_is_asked_once_and_a_later_connect_is_looked_at_anew()
    {
        var asked = 0;
        await using var host = await RealtimeHost.StartAsync(build: builder => builder.Services.Configure<JwtBearerOptions>(
            JwtBearerDefaults.AuthenticationScheme,
            bearer => bearer.Events = new JwtBearerEvents
            {
                OnMessageReceived = context =>
                {
                    context.Token = Interlocked.Increment(ref asked) == 1 ? (string?)context.Request.Query["t"] : null;
                    return Task.CompletedTask;
                },
            }));
        var main = new Uri(host.RealtimeUrl).AbsolutePath;
        using var socket = await RawWebSocket.ConnectAsync(
            $"{host.Url}/socket.io/?EIO=4&t={host.Token("user_123")}", TestContext.Current.CancellationToken);
        Assert.StartsWith("0{", await socket.ReadAsync(), StringComparison.Ordinal);

        await socket.SendAsync($"40{main},");
        Assert.StartsWith($"40{main},", await socket.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(1, asked);

        await socket.SendAsync($"41{main},");
        await socket.SendAsync($"40{main},");
        string? answer;
        do
        {
            answer = await socket.ReadAsync();
        }
        while (answer?.StartsWith("42", StringComparison.Ordinal) == true);

        Assert.StartsWith($"44{main},", answer, StringComparison.Ordinal);
        Assert.Contains("\"unauthenticated\"", answer, StringComparison.Ordinal);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_refused_client_may_try_again_with_another_token()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectRefusedAsync(host.RealtimeUrl, new { token = "nonsense" });
        await client.SetAuthAsync(new { token = host.Token("user_123") });
        await client.ConnectAgainAsync();
        Assert.True((await client.EmitWithAckAsync("ping")).Result.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task A_second_namespace_is_refused_and_the_first_goes_on()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") });

        var refusal = await client.NamespaceRefusedAsync("/admin");

        Assert.Equal("Invalid namespace", refusal.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, refusal.GetProperty("data").ValueKind);
        Assert.True((await client.EmitWithAckAsync("ping")).Result.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task The_namespace_is_the_configured_one()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.Namespace = "/live");
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.Url + "/live", new { token = host.Token("user_123") });
        await using var stray = new SocketIoNodeClient();
        var refusal = await stray.ConnectRefusedAsync(host.Url + "/api/v1/realtime", new { token = host.Token("user_123") });
        Assert.Equal("Invalid namespace", refusal.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_guest_hears_of_stock_and_broadcasts_and_no_more()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await host.SeedAsync();
        await using var guest = new SocketIoNodeClient();
        await guest.ConnectAsync(host.RealtimeUrl);

        Assert.True((await guest.EmitWithAckAsync("ping")).Result.GetProperty("success").GetBoolean());
        Assert.Equal(
            """{"success":true,"room":"product:prod_123"}""",
            (await guest.EmitWithAckAsync("inventory:subscribe", new { productId = "prod_123" })).Result.GetRawText());
        foreach (var (call, payload) in new (string, object)[]
        {
            ("order:subscribe", new { orderId = "order_123" }),
            ("booking:subscribe", new { bookingId = "booking_456" }),
            ("chat:subscribe", new { conversationId = "conv_789" }),
            ("chat:message", new { conversationId = "conv_789", message = "Hello!" }),
            ("chat:conversations", new { }),
            ("notification:list", new { }),
            ("presence:list", new { }),
            ("presence:viewing", new { productId = "prod_123" }),
        })
        {
            Assert.Equal("unauthenticated", (await guest.EmitWithAckAsync(call, payload)).Result.GetProperty("code").GetString());
        }

        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", cancellationToken: cancellation);
        await host.Realtime.NotifyStockLevelAsync("prod_123", 3, cancellationToken: cancellation);
        await host.Realtime.BroadcastToAllAsync("maintenance", new { message = "Tonight." }, cancellation);
        Assert.Equal(3, (await guest.NextEventAsync("inventory:updated")).Args[0].GetProperty("quantity").GetInt32());
        Assert.Equal("Tonight.", (await guest.NextEventAsync("maintenance")).Args[0].GetProperty("message").GetString());
        Assert.DoesNotContain(guest.UnreadEvents(), unread => unread.Name is not "pong");
    }

    [Fact]
    public async Task A_bad_token_makes_no_guest()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await AssertRefusedAsync(host, new { token = "nonsense" }, "unauthenticated");
        await AssertRefusedAsync(host, new { token = host.Token("user_123", lifetime: TimeSpan.FromMinutes(-1)) }, "token_expired");
    }

    [Fact]
    public async Task A_policy_on_the_mapped_address_holds_at_connect()
    {
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.AddAuthorizationBuilder().AddPolicy("staff-only", policy => policy.RequireRole("staff")),
            endpoint: endpoint => endpoint.RequireAuthorization("staff-only"));
        await AssertRefusedAsync(host, null, "unauthenticated");
        await AssertRefusedAsync(host, new { token = host.Token("user_123") }, "forbidden");
        await AssertRefusedAsync(host, new { token = host.Token("user_123", role: "customer") }, "forbidden");

        await using var staff = new SocketIoNodeClient();
        await staff.ConnectAsync(host.RealtimeUrl, new { token = host.Token("staff_1", role: "staff") });
        Assert.True((await staff.EmitWithAckAsync("ping")).Result.GetProperty("success").GetBoolean());
    }

    private static async Task AssertRefusedAsync(RealtimeHost host, object? auth, string code)
    {
        await using var client = new SocketIoNodeClient();
        var refusal = await client.ConnectRefusedAsync(host.RealtimeUrl, auth);
        Assert.NotEmpty(refusal.GetProperty("message").GetString()!);
        Assert.Equal(code, refusal.GetProperty("data").GetProperty("code").GetString());
        Assert.Single(refusal.GetProperty("data").EnumerateObject());
        Assert.Equal(0, host.Realtime.GetRealtimeStats().Connections);
    }
}
