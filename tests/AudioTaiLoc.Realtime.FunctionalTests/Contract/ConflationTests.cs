using System.Diagnostics;
using System.Globalization;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Values to clients of both wires over Kestrel.</summary>
public sealed class ConflationTests(ITestOutputHelper output)
{
    private const int Updates = 6_000;
    private const int UpdatesPerSecond = 2_000;
    private const double Rate = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_clients_of_a_product_that_changes_two_thousand_times_a_second_get_the_rate_and_the_last_value()
    {
        await using var host = await StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
            host.ConnectAsync(number % 2 == 0 ? Wire.SignalR : Wire.SocketIo, host.Token("u" + number))));
        foreach (var client in clients)
        {
            await client.CallAsync("inventory:subscribe", new { productId = "prod_123" });
        }

        var watch = Stopwatch.StartNew();
        for (var count = 1; count <= Updates; count++)
        {
            await host.Realtime.NotifyStockLevelAsync("prod_123", count, cancellationToken: Cancellation);
            while (watch.Elapsed.TotalSeconds < (double)count / UpdatesPerSecond)
            {
                await Task.Yield();
            }
        }

        var received = await Task.WhenAll(clients.Select(ReadToLastAsync));
        var most = (watch.Elapsed.TotalSeconds * Rate) + 1;
        foreach (var quantities in received)
        {
            Assert.InRange(quantities.Count, 2, most);
            Assert.Equal(quantities.Order(), quantities);
        }

        var stats = host.Realtime.GetRealtimeStats();
        Assert.True(stats.TotalEventsConflated >= Updates - most - 1);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Updates} updates in {watch.Elapsed.TotalSeconds:0.00} s to {clients.Length} clients: {received.Min(one => one.Count)} to {received.Max(one => one.Count)} each; "
            + $"{stats.TotalEventsConflated} conflated, {stats.TotalBytesConflated / 1e6:0.0} MB of payload not sent."));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));

        static async Task<List<int>> ReadToLastAsync(IWireClient client)
        {
            List<int> quantities = [];
            do
            {
                quantities.Add((await client.NextAsync("inventory:updated")).GetProperty("quantity").GetInt32());
            }
            while (quantities[^1] != Updates);
            return quantities;
        }
    }

    [Theory]
    [InlineData(Wire.SignalR)]
    [InlineData(Wire.SocketIo)]
    public async Task Who_subscribes_is_told_the_stock_with_its_event_id(Wire wire)
    {
        await using var host = await StartAsync();
        await host.Realtime.NotifyStockLevelAsync("prod_123", 5, cancellationToken: Cancellation);
        await using var client = await host.ConnectUserAsync(wire, "user_123");

        await client.CallAsync("inventory:subscribe", new { productId = "prod_123" });

        var stock = await client.NextAsync("inventory:updated");
        Assert.Equal(("prod_123", 5, true), (stock.GetProperty("productId").GetString(), stock.GetProperty("quantity").GetInt32(), stock.GetProperty("available").GetBoolean()));
        // It can be told from a repeat: asked for what follows it, there is nothing.
        await client.CallAsync("inventory:unsubscribe", new { productId = "prod_123" });
        var again = await client.CallAsync("inventory:subscribe", new { productId = "prod_123", since = stock.GetProperty("eventId").GetString() });
        Assert.True(again.GetProperty("recovered").GetBoolean());
        Assert.DoesNotContain(await client.DrainAsync(), received => received.Name == "inventory:updated");
    }

    [Theory]
    [InlineData(Wire.SignalR)]
    [InlineData(Wire.SocketIo)]
    public async Task A_hosts_own_value_has_a_key_and_its_other_events_all_arrive(Wire wire)
    {
        await using var host = await StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123", "price", "sale");
        await client.CallAsync("inventory:subscribe", new { productId = "prod_123" });
        var room = EventTarget.Room(RealtimeRooms.Product("prod_123"));
        for (var price = 1; price <= 50; price++)
        {
            await host.Realtime.SendEventAsync(room, "price", new { price, currency = "EUR" }, new EventOptions { ValueKey = "EUR" }, Cancellation);
            await host.Realtime.SendEventAsync(room, "price", new { price, currency = "VND" }, new EventOptions { ValueKey = "VND" }, Cancellation);
        }

        for (var sale = 1; sale <= 50; sale++)
        {
            await host.Realtime.SendEventAsync(room, "sale", new { sale }, cancellationToken: Cancellation);
        }

        var received = await client.DrainAsync();
        Assert.Equal(Enumerable.Range(1, 50), received.Where(one => one.Name == "sale").Select(one => one.Payload.GetProperty("sale").GetInt32()));
        foreach (var currency in (string[])["EUR", "VND"])
        {
            var prices = received.Where(one => one.Name == "price" && one.Payload.GetProperty("currency").GetString() == currency)
                .Select(one => one.Payload.GetProperty("price").GetInt32()).ToArray();
            Assert.Equal(50, prices[^1]);
            Assert.Equal(prices.Order(), prices);
        }
    }

    // The defaults of the product; the other tests' hosts have conflation off.
    private static Task<RealtimeHost> StartAsync() => RealtimeHost.StartAsync(options =>
    {
        options.Conflation.UpdatesPerSecond = Rate;
        options.Conflation.Rates["inventory:updated"] = Rate;
    });
}
