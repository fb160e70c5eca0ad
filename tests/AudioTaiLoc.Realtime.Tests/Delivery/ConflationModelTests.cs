namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>
/// A thousand random runs each: every client ends with the last value of every key of its rooms, has got everything that is no
/// value once and in order, sees no older event id after a newer one, and values no more often than they may come.
/// </summary>
public sealed class ConflationModelTests
{
    private const int Runs = 1000;

    [Fact]
    public async Task The_last_value_is_equal_everywhere_and_no_value_comes_too_often()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            await using var run = await ConflationRun.StartAsync(seed);
            await run.RunInStepAsync();
        }
    }

    [Fact]
    public async Task The_last_value_is_equal_everywhere_when_all_happens_at_once()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            await using var run = await ConflationRun.StartAsync(seed);
            await run.RunWithThreadsAsync();
        }
    }
}
