namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Engine.IO packet types; each value is the byte on the wire (Engine.IO protocol 4, "Protocol").</summary>
internal enum EngineIoPacketType : byte
{
    /// <summary>Handshake, server to client: <c>0{"sid":"…","upgrades":["websocket"],…}</c>.</summary>
    Open = (byte)'0',

    /// <summary>The session ends: <c>1</c>.</summary>
    Close = (byte)'1',

    /// <summary>Heartbeat, server to client: <c>2</c>; on an upgrade, client to server: <c>2probe</c>.</summary>
    Ping = (byte)'2',

    /// <summary>Answer to a ping: <c>3</c>, <c>3probe</c>.</summary>
    Pong = (byte)'3',

    /// <summary>Payload, both ways: <c>4hello</c>.</summary>
    Message = (byte)'4',

    /// <summary>The client has switched to the new transport: <c>5</c>.</summary>
    Upgrade = (byte)'5',

    /// <summary>Ends a waiting GET without data: <c>6</c>.</summary>
    Noop = (byte)'6',

    /// <summary>A base64 binary message, in polling bodies only: <c>bAQIDBA==</c>.</summary>
    Base64 = (byte)'b',
}
