namespace AudioTaiLoc.Realtime.Connections;

/// <summary>What a wire gives the core for each of its connections. No method waits for the client, and none throws.</summary>
internal interface IConnectionTransport
{
    /// <summary>Bytes of events the client asked to catch up on and has not read yet.</summary>
    int UnreadReplayBytes { get; }

    /// <summary>Puts an event into the connection's outbox.</summary>
    /// <param name="outbound">The event; <see cref="OutboundEvent.GetEncoded"/> has it in the wire's form.</param>
    void Send(OutboundEvent outbound);

    /// <summary>Tells the client why, where it can still read, and ends the connection.</summary>
    void Close(CloseReason reason);
}
