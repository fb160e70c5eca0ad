namespace AudioTaiLoc.Realtime.Soak;

/// <summary>What a soak has shown; as a number, what the program returns.</summary>
internal enum SoakOutcome
{
    /// <summary>Nothing was lost, and nothing rises faster than is allowed.</summary>
    Pass = 0,

    /// <summary>Something was lost, or something rises.</summary>
    Fail = 1,

    /// <summary>Nothing was lost; whether something rises, so short a run cannot tell.</summary>
    TooShort = 2,
}
