namespace AudioTaiLoc.Realtime;

/// <summary>How far a participant came in a conversation.</summary>
/// <param name="UserId">The participant.</param>
/// <param name="DeliveredSequence">The sequence up to which the participant's devices have the messages; 0 for none. Never less than <paramref name="ReadSequence"/>.</param>
/// <param name="ReadSequence">The sequence up to which the participant has read; 0 for none.</param>
public sealed record ChatReceipt(string UserId, long DeliveredSequence, long ReadSequence);
