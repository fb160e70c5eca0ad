namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>What became of a <see cref="JoinCommand"/>.</summary>
internal enum JoinOutcome
{
    Joined,

    /// <summary>The right was revoked after it was checked: check again.</summary>
    RevokedSince,

    /// <summary>The connection is in as many rooms as it may be.</summary>
    TooManyRooms,

    /// <summary>The connection is gone.</summary>
    Gone,
}
