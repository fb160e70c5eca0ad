namespace AudioTaiLoc.Realtime.Operations;

/// <summary>The payload of a call that needs none; whatever is in it is ignored.</summary>
internal sealed record EmptyRequest;
