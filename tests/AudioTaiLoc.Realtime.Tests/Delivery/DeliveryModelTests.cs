namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>
/// A thousand random interleavings of publishing, joining, leaving, granting, revoking, kicking and coming back: each
/// client is sent exactly what the model says, in its order. A failure names its seed.
/// </summary>
public sealed class DeliveryModelTests
{
    private const int Runs = 1000;

    [Fact]
    public async Task Every_client_is_sent_what_the_model_says()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            await Interleaving.RunAsync(seed, isSlow: false);
        }
    }

    [Fact]
    public async Task So_it_is_when_the_log_answers_late_or_not_at_all()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            await Interleaving.RunAsync(seed, isSlow: true);
        }
    }
}
