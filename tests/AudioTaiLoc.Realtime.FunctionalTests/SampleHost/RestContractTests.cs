using System.Net.Http.Json;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>Contract 8, row by row: who may, what is answered, and how it is refused.</summary>
public sealed class RestContractTests(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string An = "an@example.com";
    private const string Staff = "staff@example.com";
    private const string Nobody = "";

    /// <summary>Method, path, body, who asks, the status expected.</summary>
    public static TheoryData<string, string, string?, string, int> Rows => new()
    {
        { "POST", "/api/v1/auth/login", """{"email":"an@example.com","password":"demo"}""", Nobody, 200 },
        { "POST", "/api/v1/auth/login", """{"email":"AN@EXAMPLE.COM ","password":"demo"}""", Nobody, 200 },
        { "POST", "/api/v1/auth/login", """{"email":"an@example.com","password":"wrong"}""", Nobody, 401 },
        { "POST", "/api/v1/auth/login", """{"email":"nobody@example.com","password":"demo"}""", Nobody, 401 },
        { "POST", "/api/v1/auth/login", """{"email":"an@example.com"}""", Nobody, 400 },
        { "POST", "/api/v1/auth/login", """{"email":7,"password":"demo"}""", Nobody, 400 },
        { "POST", "/api/v1/auth/login", "{", Nobody, 400 },
        { "POST", "/api/v1/auth/login", null, Nobody, 400 },
        { "GET", "/api/v1/auth/login", null, Nobody, 405 },

        { "GET", "/api/v1/orders", null, Nobody, 401 },
        { "GET", "/api/v1/orders", null, An, 200 },
        { "GET", "/api/v1/bookings", null, Nobody, 401 },
        { "GET", "/api/v1/bookings", null, An, 200 },
        { "GET", "/api/v1/products", null, Nobody, 401 },
        { "GET", "/api/v1/products", null, An, 200 },
        { "GET", "/api/v1/users", null, Nobody, 401 },
        { "GET", "/api/v1/users", null, An, 200 },

        { "PUT", "/api/v1/orders/order_123/status", """{"status":"shipped"}""", Nobody, 401 },
        { "PUT", "/api/v1/orders/order_123/status", """{"status":"shipped"}""", An, 403 },
        { "PUT", "/api/v1/orders/order_123/status", """{"status":"shipped"}""", Staff, 200 },
        { "PUT", "/api/v1/orders/order_123/status", """{"status":"shipped","data":{"trackingNumber":"ABC123"}}""", Staff, 200 },
        { "PUT", "/api/v1/orders/order_123/status", """{"status":"shipped","data":[1]}""", Staff, 400 },
        { "PUT", "/api/v1/orders/order_123/status", """{"status":""}""", Staff, 400 },
        { "PUT", "/api/v1/orders/order_123/status", """{"status":"<b>"}""", Staff, 400 },
        { "PUT", "/api/v1/orders/order_999/status", """{"status":"shipped"}""", Staff, 404 },

        { "PUT", "/api/v1/bookings/booking_456/status", """{"status":"confirmed"}""", Nobody, 401 },
        { "PUT", "/api/v1/bookings/booking_456/status", """{"status":"confirmed"}""", An, 403 },
        { "PUT", "/api/v1/bookings/booking_456/status", """{"status":"confirmed"}""", Staff, 200 },
        { "PUT", "/api/v1/bookings/booking_456/status", "{}", Staff, 400 },
        { "PUT", "/api/v1/bookings/booking_999/status", """{"status":"confirmed"}""", Staff, 404 },

        { "POST", "/api/v1/bookings/booking_456/reminders", """{"dueAt":"2099-01-20T14:00:00Z"}""", Nobody, 401 },
        { "POST", "/api/v1/bookings/booking_456/reminders", """{"dueAt":"2099-01-20T14:00:00Z"}""", An, 403 },
        { "POST", "/api/v1/bookings/booking_456/reminders", """{"dueAt":"2099-01-20T14:00:00Z"}""", Staff, 201 },
        { "POST", "/api/v1/bookings/booking_456/reminders", "{}", Staff, 400 },
        { "POST", "/api/v1/bookings/booking_456/reminders", """{"dueAt":"soon"}""", Staff, 400 },
        { "POST", "/api/v1/bookings/booking_999/reminders", """{"dueAt":"2099-01-20T14:00:00Z"}""", Staff, 404 },
        { "DELETE", "/api/v1/bookings/booking_456/reminders/none", null, Staff, 404 },

        { "PUT", "/api/v1/products/prod_123/stock", """{"quantity":3}""", Nobody, 401 },
        { "PUT", "/api/v1/products/prod_123/stock", """{"quantity":3}""", An, 403 },
        { "PUT", "/api/v1/products/prod_123/stock", """{"quantity":3}""", Staff, 200 },
        { "PUT", "/api/v1/products/prod_123/stock", """{"quantity":-1}""", Staff, 400 },
        { "PUT", "/api/v1/products/prod_123/stock", """{"quantity":1.5}""", Staff, 400 },
        { "PUT", "/api/v1/products/prod_999/stock", """{"quantity":3}""", Staff, 404 },

        { "POST", "/api/v1/notifications", """{"userIds":["user_123"],"type":"news","message":"Hello"}""", Nobody, 401 },
        { "POST", "/api/v1/notifications", """{"userIds":["user_123"],"type":"news","message":"Hello"}""", An, 403 },
        { "POST", "/api/v1/notifications", """{"userIds":["user_123"],"type":"news","message":"Hello"}""", Staff, 202 },
        { "POST", "/api/v1/notifications", """{"userIds":[],"type":"news","message":"Hello"}""", Staff, 400 },
        { "POST", "/api/v1/notifications", """{"userIds":[null],"type":"news","message":"Hello"}""", Staff, 400 },
        { "POST", "/api/v1/notifications", """{"userIds":["user_999"],"type":"news","message":"Hello"}""", Staff, 400 },

        { "POST", "/api/v1/broadcast", """{"event":"maintenance","payload":{"message":"Tonight"}}""", Nobody, 401 },
        { "POST", "/api/v1/broadcast", """{"event":"maintenance","payload":{"message":"Tonight"}}""", An, 403 },
        { "POST", "/api/v1/broadcast", """{"event":"maintenance","payload":{"message":"Tonight"}}""", Staff, 202 },
        { "POST", "/api/v1/broadcast", """{"event":"connect_error"}""", Staff, 400 },
        { "POST", "/api/v1/broadcast", """{"event":"maintenance","payload":"Tonight"}""", Staff, 400 },

        { "POST", "/api/v1/rooms/order:order_123/grants", """{"userId":"user_456"}""", Nobody, 401 },
        { "POST", "/api/v1/rooms/order:order_123/grants", """{"userId":"user_456"}""", An, 403 },
        { "POST", "/api/v1/rooms/order:order_123/grants", """{"userId":"user_456"}""", Staff, 204 },
        { "POST", "/api/v1/rooms/order:order_123/grants", """{"userId":"user_999"}""", Staff, 400 },
        { "POST", "/api/v1/rooms/no%20room/grants", """{"userId":"user_456"}""", Staff, 400 },
        { "POST", "/api/v1/rooms/chat:conv_999/grants", """{"userId":"user_456"}""", Staff, 404 },
        { "DELETE", "/api/v1/rooms/order:order_123/grants/user_456", null, Nobody, 401 },
        { "DELETE", "/api/v1/rooms/order:order_123/grants/user_456", null, An, 403 },
        { "DELETE", "/api/v1/rooms/order:order_123/grants/user_456", null, Staff, 204 },

        { "POST", "/api/v1/users/user_123/disconnect", """{"reason":"Closing time"}""", Nobody, 401 },
        { "POST", "/api/v1/users/user_123/disconnect", """{"reason":"Closing time"}""", An, 403 },
        { "POST", "/api/v1/users/user_123/disconnect", """{"reason":"Closing time"}""", Staff, 202 },
        { "POST", "/api/v1/users/user_123/disconnect", "{}", Staff, 400 },
        { "POST", "/api/v1/users/user_999/disconnect", """{"reason":"Closing time"}""", Staff, 404 },

        { "GET", "/api/v1/stats", null, Nobody, 401 },
        { "GET", "/api/v1/stats", null, An, 403 },
        { "GET", "/api/v1/stats", null, Staff, 200 },

        { "GET", "/health/live", null, Nobody, 200 },
        { "GET", "/health/ready", null, Nobody, 200 },
        { "GET", "/api/v1/nothing", null, Nobody, 404 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_row_answers_with_its_status(string method, string path, string? body, string who, int status)
    {
        var token = who == Nobody ? null : await shared.TokenAsync(who);

        using var answer = await shared.Shop.SendAsync(method, path, token, body);

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        if (status >= 400)
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            using var problem = JsonDocument.Parse(text);
            Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
            Assert.False(string.IsNullOrEmpty(problem.RootElement.GetProperty("title").GetString()));
        }
    }

    [Fact]
    public async Task A_log_in_returns_the_token_its_end_and_the_user()
    {
        await using var shop = await Shop.StartAsync("--Shop:TokenLifetime=01:00:00");
        var before = DateTimeOffset.UtcNow;

        var login = await shop.DoAsync("POST", "/api/v1/auth/login", null, """{"email":"an@example.com","password":"demo"}""");

        Assert.InRange(login!.Value.GetProperty("expiresAt").GetDateTimeOffset() - before, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.EndsWith("Z", login.Value.GetProperty("expiresAt").GetString());
        var user = login.Value.GetProperty("user");
        Assert.Equal(("user_123", "an@example.com", "customer"), (
            user.GetProperty("id").GetString(), user.GetProperty("email").GetString(), user.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Too_many_log_ins_are_refused_with_the_time_to_wait()
    {
        await using var shop = await Shop.StartAsync("--Shop:LoginsPerMinute=2");
        const string Body = """{"email":"an@example.com","password":"wrong"}""";
        for (var i = 0; i < 2; i++)
        {
            using var tried = await shop.SendAsync("POST", "/api/v1/auth/login", null, Body);
            Assert.Equal(401, (int)tried.StatusCode);
        }

        using var answer = await shop.SendAsync("POST", "/api/v1/auth/login", null, Body);

        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(An, "orders", "order_123")]
    [InlineData("binh@example.com", "orders", "order_456")]
    [InlineData(Staff, "orders", "order_123,order_456")]
    [InlineData(An, "bookings", "booking_456")]
    [InlineData("binh@example.com", "bookings", "booking_789")]
    [InlineData(Staff, "bookings", "booking_456,booking_789")]
    public async Task Customers_see_their_own_and_staff_sees_all(string who, string what, string ids)
    {
        await using var shop = await Shop.StartAsync();

        var list = await shop.DoAsync("GET", "/api/v1/" + what, await shop.LogInAsync(who));

        Assert.Equal(ids, string.Join(',', list!.Value.EnumerateArray().Select(one => one.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task A_body_with_several_faults_is_told_all_of_them()
    {
        await using var shop = await Shop.StartAsync();

        using var answer = await shop.SendAsync("POST", "/api/v1/notifications", await shop.LogInAsync(Staff), """{"type":"No Word","data":3}""");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(["data", "message", "type", "userIds"], problem.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order());
    }

    [Fact]
    public async Task A_reminder_of_a_cancelled_booking_is_a_conflict_and_a_scheduled_one_can_be_taken_back_once()
    {
        await using var shop = await Shop.StartAsync();
        var staff = await shop.LogInAsync(Staff);
        const string Reminder = """{"dueAt":"2099-01-20T14:00:00Z"}""";
        var scheduled = await shop.DoAsync("POST", "/api/v1/bookings/booking_456/reminders", staff, Reminder);
        var id = scheduled!.Value.GetProperty("reminderId").GetString();

        await shop.DoAsync("DELETE", $"/api/v1/bookings/booking_456/reminders/{id}", staff);
        using var again = await shop.SendAsync("DELETE", $"/api/v1/bookings/booking_456/reminders/{id}", staff);
        Assert.Equal(404, (int)again.StatusCode);

        await shop.DoAsync("PUT", "/api/v1/bookings/booking_456/status", staff, """{"status":"cancelled"}""");
        using var refused = await shop.SendAsync("POST", "/api/v1/bookings/booking_456/reminders", staff, Reminder);
        Assert.Equal(409, (int)refused.StatusCode);
    }
}
