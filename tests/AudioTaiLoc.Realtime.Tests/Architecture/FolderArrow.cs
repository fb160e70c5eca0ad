namespace AudioTaiLoc.Realtime.Tests.Architecture;

/// <summary>One folder of the library knows another.</summary>
internal readonly record struct FolderArrow(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}
