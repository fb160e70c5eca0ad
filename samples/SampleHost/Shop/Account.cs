namespace SampleHost.Shop;

/// <summary>Somebody who can log in.</summary>
internal sealed record Account(string Id, string Name, string Email, string Role, string PasswordHash);
