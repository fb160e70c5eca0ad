using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.SampleHost;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Outages;

/// <summary>Reminders in a SQLite file outlive the host that took them.</summary>
public sealed class ReminderRestartTests : IDisposable
{
    // While a disk is slow, a test that lets minutes pass until something comes lets many pass.
    private static readonly TimeSpan Ages = TimeSpan.FromDays(3650);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reminders-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private string Database => $"Data Source={Path.Combine(_folder.FullName, "realtime.db")}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task One_that_falls_due_after_the_restart_is_sent_then_and_once()
    {
        await ScheduleAndStopAsync(TimeSpan.FromMinutes(10));
        await using var again = await StartAsync();
        await using var client = await again.ConnectAsync(Wire.SignalR, again.Token("user_123", lifetime: Ages));
        Assert.Empty((await client.CallAsync("notification:list")).GetProperty("notifications").EnumerateArray());

        // The service looks once a minute at least; it may be anywhere between two looks.
        for (var minute = 0; minute < 11; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("appointment_reminder", (await NextByTimeAsync(client)).Text("type"));
        await HasOneAsync(again, client);
    }

    [Fact]
    public async Task One_that_fell_due_while_the_host_was_down_is_sent_at_the_start_and_once()
    {
        await ScheduleAndStopAsync(TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromHours(3));
        await using (var again = await StartAsync())
        {
            await using var client = await again.ConnectAsync(Wire.SignalR, again.Token("user_123", lifetime: Ages));
            await IsThereAsync(client);
            await HasOneAsync(again, client);
        }

        // Nor at the next start.
        _time.Advance(TimeSpan.FromHours(3));
        await using var third = await StartAsync();
        await using var back = await third.ConnectAsync(Wire.SignalR, third.Token("user_123", lifetime: Ages));
        await HasOneAsync(third, back);
    }

    [Fact]
    public async Task A_host_that_is_killed_reminds_when_it_is_back()
    {
        string[] settings = [$"--Shop:Data={Path.Combine(_folder.FullName, "shop.json")}"];
        using (var shop = await ShopProcess.StartAsync(settings))
        {
            await shop.RemindAsync("booking_456", DateTimeOffset.UtcNow.AddSeconds(2));
            await shop.KillAsync();
        }

        using var again = await ShopProcess.StartAsync(settings);
        var token = await again.LogInAsync("an@example.com");
        await using var an = new HubConnectionBuilder()
            .WithUrl(again.RealtimeUrl, http => http.AccessTokenProvider = () => Task.FromResult<string?>(token))
            .Build();
        await an.StartAsync(Cancellation);
        JsonElement inbox = default;
        await Until.TrueAsync("the reminder is there", async cancellation =>
        {
            inbox = await an.InvokeAsync<JsonElement>("notification:list", cancellation);
            return inbox.GetProperty("unreadCount").GetInt32() > 0;
        });

        Assert.Equal("appointment_reminder", Assert.Single(inbox.GetProperty("notifications").EnumerateArray()).GetProperty("type").GetString());
    }

    private Task<RealtimeHost> StartAsync() => StoredHost.StartAsync(options => options.UseSqlite(Database), _time);

    private async Task ScheduleAndStopAsync(TimeSpan wait)
    {
        await using var host = await StartAsync();
        await host.Realtime.ScheduleAppointmentReminderAsync(
            new() { BookingId = "booking_456", UserId = "user_123", DueAt = _time.GetUtcNow() + wait }, Cancellation);
    }

    // Time goes on while the service works: its next look may be set for a minute after the last step.
    private async Task<JsonElement> NextByTimeAsync(IWireClient client)
    {
        var next = client.NextAsync("notification:message");
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            (await client.CallAsync("ping")).IsDone();
        }

        return await next;
    }

    private static Task IsThereAsync(IWireClient client) => Until.TrueAsync(
        "the reminder is there", async _ => (await client.CallAsync("notification:list")).GetProperty("unreadCount").GetInt32() > 0);

    private async Task HasOneAsync(RealtimeHost host, IWireClient client)
    {
        // Long after every claim: whoever would send it again would have.
        for (var minute = 0; minute < 5; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            (await client.CallAsync("ping")).IsDone();
        }

        var reminders = new ReminderProbe(host);
        await reminders.AreGoneAsync();
        // Each time it is sent it is kept once.
        Assert.Single((await client.CallAsync("notification:list")).GetProperty("notifications").EnumerateArray());
    }
}
