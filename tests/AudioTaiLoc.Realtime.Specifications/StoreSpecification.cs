using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What all specifications share: the clock that the store under test is given, and the running test's token.</summary>
public abstract class StoreSpecification
{
    /// <summary>How many callers a concurrency test has; more than the machine's cores, fewer than a pool of connections.</summary>
    protected const int Callers = 16;

    /// <summary>When every test begins.</summary>
    protected static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    /// <summary>The clock. It stands still unless a test moves it.</summary>
    protected FakeTimeProvider Time { get; } = new(Start);

    /// <summary>Ends the wait when the test is cancelled.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Runs several callers that all start at once.</summary>
    protected static async Task<TResult[]> RunTogetherAsync<TResult>(int count, Func<int, Task<TResult>> caller)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, count).Select(index => Task.Run(
            async () =>
            {
                await start.Task;
                return await caller(index);
            },
            Cancellation)).ToArray();
        start.SetResult();
        return await Task.WhenAll(calls);
    }
}
