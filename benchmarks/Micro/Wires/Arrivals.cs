namespace AudioTaiLoc.Realtime.Micro.Wires;

/// <summary>Tells when as many messages have been written to clients as are expected. Allocates nothing.</summary>
internal sealed class Arrivals : IDisposable
{
    private readonly SemaphoreSlim _done = new(0);
    private int _missing;

    /// <summary>From now on so many are expected.</summary>
    public void Expect(int count) => Volatile.Write(ref _missing, count);

    public void Arrived()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _done.Release();
        }
    }

    /// <summary>Waits until all have arrived.</summary>
    /// <exception cref="TimeoutException">They did not.</exception>
    public void Wait()
    {
        if (!_done.Wait(TimeSpan.FromSeconds(30)))
        {
            throw new TimeoutException($"{Volatile.Read(ref _missing)} messages are missing.");
        }
    }

    public void Dispose() => _done.Dispose();
}
