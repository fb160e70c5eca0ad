namespace AudioTaiLoc.Realtime.Updates;

/// <summary>The payload of <c>order:subscribe</c> and <c>order:unsubscribe</c>.</summary>
internal sealed record OrderRequest(string? OrderId, string? Since);

/// <summary>The payload of <c>booking:subscribe</c> and <c>booking:unsubscribe</c>.</summary>
internal sealed record BookingRequest(string? BookingId, string? Since);

/// <summary>The payload of <c>inventory:subscribe</c> and <c>inventory:unsubscribe</c>.</summary>
internal sealed record ProductRequest(string? ProductId, string? Since);

/// <summary>The payload of <c>resume</c>.</summary>
internal sealed record ResumeRequest(string? Since);
