using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>Wakes the reminder service: something may be due sooner than it expects.</summary>
internal sealed class ReminderSignal : WakeSignal;
