using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Redis.Sessions;

/// <summary>How a session lies in Redis.</summary>
[JsonSerializable(typeof(ResumableSession))]
internal sealed partial class SessionJson : JsonSerializerContext;
