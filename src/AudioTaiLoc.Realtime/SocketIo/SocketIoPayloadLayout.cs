namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Where the parts of an event's or ack's array lie in its JSON.</summary>
internal record struct SocketIoPayloadLayout
{
    public int NameStart { get; set; }

    /// <summary>Without the quotes.</summary>
    public int NameLength { get; set; }

    public bool IsNameEscaped { get; set; }

    /// <summary>Where the first argument begins.</summary>
    public int ArgumentsStart { get; set; }

    /// <summary>From there to the closing bracket.</summary>
    public int ArgumentsLength { get; set; }

    /// <summary>Length of the first argument alone.</summary>
    public int FirstLength { get; set; }

    /// <summary>Number of arguments.</summary>
    public int Count { get; set; }

    /// <summary>Number of attachment placeholders in them.</summary>
    public int Placeholders { get; set; }
}
