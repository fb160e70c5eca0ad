namespace AudioTaiLoc.Realtime.Operations;

/// <summary>What is counted of one connection's calls: whose budget they take from, and how many were refused of late.</summary>
internal sealed class CallerState(CallBudget? budget)
{
    private long _windowBegan;
    private int _refusals;

    /// <summary>Stands where a connection that has ended was: nothing is counted for it any more.</summary>
    public static CallerState Ended { get; } = new(null);

    public CallBudget? Budget => budget;

    /// <summary>Counts a refusal, and tells how many there were in this window.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <param name="window">How long a refusal counts.</param>
    public int CountRefusal(long now, TimeSpan window)
    {
        if (_refusals == 0 || now - _windowBegan >= window.TotalMilliseconds)
        {
            _windowBegan = now;
            _refusals = 0;
        }

        return ++_refusals;
    }
}
