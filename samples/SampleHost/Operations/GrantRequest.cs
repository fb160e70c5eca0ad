namespace SampleHost.Operations;

/// <summary>Who is let into a room, and until when.</summary>
internal sealed record GrantRequest(string? UserId, DateTimeOffset? ExpiresAt);
