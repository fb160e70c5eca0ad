using Microsoft.AspNetCore.SignalR;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>An event as all SignalR connections send it.</summary>
/// <param name="Message">The bytes.</param>
/// <param name="Length">How many they are.</param>
internal sealed record SignalRMessage(SerializedHubMessage Message, int Length);
