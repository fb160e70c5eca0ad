namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Waits for what gives no signal: looks again and again, and says what it waited for when its time is over.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // The machine may be busy with other things.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Waits until something is so.</summary>
    /// <param name="what">What is waited for, as the failure names it.</param>
    /// <param name="isSo">Looks.</param>
    /// <param name="within">The deadline; two minutes when null.</param>
    public static async Task TrueAsync(string what, Func<CancellationToken, Task<bool>> isSo, TimeSpan? within = null)
    {
        var test = TestContext.Current.CancellationToken;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(test);
        deadline.CancelAfter(within ?? Deadline);
        try
        {
            while (!await isSo(deadline.Token).WaitAsync(deadline.Token))
            {
                await Task.Delay(Pause, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !test.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited {(within ?? Deadline).TotalSeconds} s in vain until {what}.");
        }
    }

    /// <inheritdoc cref="TrueAsync(string, Func{CancellationToken, Task{bool}}, TimeSpan?)" />
    public static Task TrueAsync(string what, Func<bool> isSo, TimeSpan? within = null) => TrueAsync(what, _ => Task.FromResult(isSo()), within);
}
