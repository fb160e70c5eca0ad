namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Takes the messages of one WebSocket.</summary>
internal interface IWebSocketReceiver
{
    /// <summary>A whole message. False when it is none of the protocol; <paramref name="kept"/> when the buffer is not given back.</summary>
    bool Received(byte[] buffer, int length, bool isBinary, out bool kept);

    /// <summary>A piece of a message that is not its last. False when the message is to be read no further.</summary>
    bool ReceivedPiece(int length);

    /// <summary>The rest of a message lets wait for itself.</summary>
    void MessageWaits();

    /// <summary>The message that was waited for is whole.</summary>
    void MessageCame();

    /// <summary>Completes when more may be read.</summary>
    Task RoomAsync();
}
