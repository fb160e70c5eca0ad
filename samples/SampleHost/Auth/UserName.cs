namespace SampleHost.Auth;

/// <summary>What everybody may know of everybody: no more than a name to show.</summary>
internal sealed record UserName(string Id, string Name, string Role);
