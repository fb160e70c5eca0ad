namespace AudioTaiLoc.Realtime.Tests.Architecture;

/// <summary>One type's use of another, as the compiler left it.</summary>
/// <param name="User">The full name of the outermost type whose code or signature names the other.</param>
/// <param name="UserNamespace">Its namespace.</param>
/// <param name="Used">The full name of the outermost type that is named.</param>
/// <param name="UsedNamespace">Its namespace.</param>
/// <param name="UsedAssembly">The assembly it comes from; null for the user's own.</param>
internal sealed record TypeUse(string User, string UserNamespace, string Used, string UsedNamespace, string? UsedAssembly);
