namespace SampleHost.Auth;

/// <summary>A token, how long it holds, and whose it is.</summary>
internal sealed record LoginResponse(string Token, DateTimeOffset ExpiresAt, LoginUser User);
