using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Wakes the outbox relay: an event was kept.</summary>
internal sealed class OutboxSignal : WakeSignal;
