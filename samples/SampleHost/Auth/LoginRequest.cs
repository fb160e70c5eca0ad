namespace SampleHost.Auth;

/// <summary>The body of a log-in.</summary>
internal sealed record LoginRequest(string? Email, string? Password);
