using AudioTaiLoc.Realtime.Chat;

namespace AudioTaiLoc.Realtime.Tests.Chat;

public sealed class ConversationTurnsTests : IDisposable
{
    private readonly ConversationTurns _turns = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_at_a_time_per_conversation()
    {
        var first = await _turns.TakeAsync("conv_789", Cancellation);
        var second = _turns.TakeAsync("conv_789", Cancellation).AsTask();
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
        (await _turns.TakeAsync("conv_789", Cancellation)).Dispose();
    }

    [Fact]
    public async Task Who_waits_in_vain_does_not_keep_the_turn()
    {
        using var impatient = new CancellationTokenSource();
        var first = await _turns.TakeAsync("conv_789", Cancellation);
        var second = _turns.TakeAsync("conv_789", impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        first.Dispose();

        (await _turns.TakeAsync("conv_789", Cancellation)).Dispose();
    }

    [Fact]
    public async Task Writers_never_meet()
    {
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    using (await _turns.TakeAsync("conv_789", Cancellation))
                    {
                        most = Math.Max(most, Interlocked.Increment(ref inside));
                        await Task.Yield();
                        Interlocked.Decrement(ref inside);
                    }
                }
            },
            Cancellation)));

        Assert.Equal(1, most);
    }

    public void Dispose() => _turns.Dispose();
}
