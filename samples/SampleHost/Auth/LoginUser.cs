namespace SampleHost.Auth;

/// <summary>Who has logged in.</summary>
internal sealed record LoginUser(string Id, string Name, string Email, string Role);
