namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Socket.IO packet types; each value is the byte on the wire (Socket.IO protocol 5, "Exchange protocol").</summary>
internal enum SocketIoPacketType : byte
{
    /// <summary><c>0/admin,{"token":"123"}</c> asks for a namespace; <c>0/admin,{"sid":"…"}</c> grants it.</summary>
    Connect = (byte)'0',

    /// <summary><c>1/admin,</c></summary>
    Disconnect = (byte)'1',

    /// <summary><c>2/admin,12["foo",1]</c></summary>
    Event = (byte)'2',

    /// <summary><c>3/admin,12["bar"]</c></summary>
    Ack = (byte)'3',

    /// <summary><c>4/admin,{"message":"Not authorized"}</c></summary>
    ConnectError = (byte)'4',

    /// <summary><c>51-["baz",{"_placeholder":true,"num":0}]</c>, then the attachment.</summary>
    BinaryEvent = (byte)'5',

    /// <summary><c>61-12[{"_placeholder":true,"num":0}]</c>, then the attachment.</summary>
    BinaryAck = (byte)'6',
}
