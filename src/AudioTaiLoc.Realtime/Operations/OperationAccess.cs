namespace AudioTaiLoc.Realtime.Operations;

/// <summary>Who may call an operation at all, before any room is looked at.</summary>
internal enum OperationAccess
{
    /// <summary>Signed-in users.</summary>
    SignedIn,

    /// <summary>Guests too, where the host lets them in.</summary>
    Anyone,
}
