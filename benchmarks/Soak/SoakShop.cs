namespace AudioTaiLoc.Realtime.Soak;

/// <summary>What the shop does by itself: order updates, numbered for each order; stock; notifications; now and then a word to all.</summary>
internal sealed class SoakShop(SoakWorld world, IRealtimeService realtime, HostFigures figures) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly long[] _sequences = new long[world.Users];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var random = new Random(1);
        using var timer = new PeriodicTimer(Tick);
        for (long tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            for (var i = 0; i < 5; i++)
            {
                var user = random.Next(world.Users);
                await realtime.NotifyOrderStatusChangeAsync(
                    SoakWorld.Order(user), "shipped", data: new { number = ++_sequences[user] }, cancellationToken: stoppingToken);
            }

            if (tick % 5 == 0)
            {
                await NotifyAsync(SoakWorld.User(random.Next(world.Users)), stoppingToken);
            }

            if (tick % 10 == 0)
            {
                await realtime.NotifyStockLevelAsync(SoakWorld.Product(random.Next()), random.Next(100), cancellationToken: stoppingToken);
            }

            if (tick % 200 == 0)
            {
                await realtime.BroadcastToAllAsync("maintenance", new { message = "None." }, stoppingToken);
            }
        }
    }

    private async Task NotifyAsync(string userId, CancellationToken stoppingToken)
    {
        try
        {
            await realtime.NotifyUserAsync(userId, new UserNotification { Type = "soak", Message = "Something new." }, stoppingToken);
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.Unavailable)
        {
            figures.Unpublished();
        }
    }
}
