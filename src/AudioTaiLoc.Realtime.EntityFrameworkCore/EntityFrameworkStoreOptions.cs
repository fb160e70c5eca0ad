namespace AudioTaiLoc.Realtime.EntityFrameworkCore;

/// <summary>Settings of the stores on EF Core; a host sets them with <c>services.Configure&lt;EntityFrameworkStoreOptions&gt;(…)</c>.</summary>
public sealed class EntityFrameworkStoreOptions
{
    /// <summary>How long a call to a store may take, opening the connection and waiting for locks included; then it fails as unavailable. 10 seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most notifications kept for a user; 100 by default. It stands for <c>Notifications:InboxSize</c>, which is the embedded inbox's.</summary>
    public int InboxSize { get; set; } = 100;
}
