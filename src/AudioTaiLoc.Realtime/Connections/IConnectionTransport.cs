namespace AudioTaiLoc.Realtime.Connections;

/// <summary>What a wire gives the core for each of its connections. Neither method waits for the client, and neither throws.</summary>
internal interface IConnectionTransport
{
    /// <summary>Puts an event into the connection's outbox.</summary>
    /// <param name="outbound">The event; <see cref="OutboundEvent.GetEncoded"/> has it in the wire's form.</param>
    /// <param name="isReplay">True for what the client asked to catch up on: it is not counted against the outbox's bound, as it is the log's bound that limits it.</param>
    void Send(OutboundEvent outbound, bool isReplay);

    /// <summary>Tells the client why, where it can still read, and ends the connection.</summary>
    void Close(CloseReason reason);
}
