using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>One coming or going at a time per user, so that who leaves and returns at once is not told to be away.</summary>
internal sealed class PresenceTurns : KeyedTurns;
