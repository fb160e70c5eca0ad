using System.Text.Json.Serialization;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>An <see cref="Ack"/> as a hub method returns it: the framework serialises by the type it gets.</summary>
[JsonConverter(typeof(HubAckConverter))]
internal readonly record struct HubAck(Ack Ack);
