namespace SampleHost.Shop;

/// <summary>Who may do what.</summary>
internal static class Roles
{
    public const string Customer = "customer";

    public const string Staff = "staff";
}
