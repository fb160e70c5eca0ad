namespace SampleHost.Operations;

/// <summary>What a user who is disconnected is told.</summary>
internal sealed record KickRequest(string? Reason);
