namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

public sealed class UntilTests
{
    [Fact]
    public async Task It_looks_again_until_it_is_so()
    {
        var looks = 0;
        await Until.TrueAsync("it was looked three times", () => ++looks == 3);
        Assert.Equal(3, looks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_never_is_so_fails_and_is_named(bool hangs)
    {
        var never = new TaskCompletionSource<bool>();
        var failure = await Assert.ThrowsAsync<TimeoutException>(
            () => Until.TrueAsync("the moon is cheese", _ => hangs ? never.Task : Task.FromResult(false), TimeSpan.Zero));
        Assert.Equal("Waited 0 s in vain until the moon is cheese.", failure.Message);
    }

    [Fact]
    public async Task A_fault_is_passed_on() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => Until.TrueAsync("it is so", _ => throw new InvalidOperationException("The host ended by itself.")));
}
