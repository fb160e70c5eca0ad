namespace AudioTaiLoc.Realtime.EntityFrameworkCore;

/// <summary>Settings of the stores on EF Core; a host sets them with <c>services.Configure&lt;EntityFrameworkStoreOptions&gt;(…)</c>.</summary>
public sealed class EntityFrameworkStoreOptions
{
    /// <summary>How long a call to a store may take, opening the connection and waiting for locks included; then it fails as unavailable. 10 seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most notifications kept for a user, 1 to 10,000; 100 by default. So many are listed, counted as unread and marked at once. It
    /// stands for <c>Notifications:InboxSize</c>, which is the embedded inbox's and of no account here.
    /// </summary>
    public int InboxSize { get; set; } = 100;
}
