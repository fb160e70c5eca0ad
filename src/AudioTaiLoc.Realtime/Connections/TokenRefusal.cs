namespace AudioTaiLoc.Realtime.Connections;

/// <summary>What an authentication scheme's failure is to a client: a token that has run out, or one that is not valid.</summary>
internal static class TokenRefusal
{
    public static RealtimeException From(Exception failure) => IsExpiry(failure)
        ? new RealtimeException(RealtimeErrorCodes.TokenExpired, CloseReason.TokenExpired.Message, failure)
        : new RealtimeException(RealtimeErrorCodes.Unauthenticated, "The token is not valid.", failure);

    // The exception's type is of a package that the library does not reference.
    private static bool IsExpiry(Exception failure) =>
        failure.GetType().Name == "SecurityTokenExpiredException" || (failure.InnerException is { } inner && IsExpiry(inner));
}
