namespace AudioTaiLoc.Realtime;

/// <summary>Something that a message points to. The library keeps what is said about it and never fetches it.</summary>
/// <param name="Url">Where it is: an absolute <c>http</c> or <c>https</c> address, or a path of the host's that begins with one <c>/</c>.</param>
/// <param name="Name">What to call it, such as a file's name.</param>
/// <param name="Size">Its length in bytes, as the sender says.</param>
/// <param name="MediaType">What it is, such as <c>image/png</c>, as the sender says.</param>
public sealed record ChatAttachment(string Url, string Name, long Size, string MediaType);
