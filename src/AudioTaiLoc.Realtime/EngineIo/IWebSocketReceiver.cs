namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Takes the messages of one WebSocket.</summary>
internal interface IWebSocketReceiver
{
    /// <summary>A whole message. False when it is none of the protocol; <paramref name="kept"/> when the buffer is not given back.</summary>
    bool Received(byte[] buffer, int length, bool isBinary, out bool kept);

    /// <summary>Completes when more may be read.</summary>
    Task RoomAsync();
}
