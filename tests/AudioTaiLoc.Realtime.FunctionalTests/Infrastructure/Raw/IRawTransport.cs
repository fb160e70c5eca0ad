namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

/// <summary>One transport of an Engine.IO session, seen from the client: packets out, packets in by a callback.</summary>
internal interface IRawTransport : IDisposable
{
    Task SendAsync(string packet);

    /// <summary>Hands received packets on until the transport ends; never throws.</summary>
    Task ReceiveAsync(Action<string> received);

    /// <summary>Ends without a word.</summary>
    void Cut();
}
