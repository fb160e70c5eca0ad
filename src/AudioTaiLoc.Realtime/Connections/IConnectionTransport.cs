namespace AudioTaiLoc.Realtime.Connections;

/// <summary>What a wire gives the core for each of its connections. Neither method waits for the client, and neither throws.</summary>
internal interface IConnectionTransport
{
    /// <summary>Puts an event into the connection's outbox.</summary>
    /// <param name="outbound">The event; <see cref="OutboundEvent.GetEncoded"/> has it in the wire's form.</param>
    void Send(OutboundEvent outbound);

    /// <summary>Tells the client why, where it can still read, and ends the connection.</summary>
    void Close(CloseReason reason);
}
