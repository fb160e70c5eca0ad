using System.Text.Json;
using System.Text.Json.Serialization;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>How the payloads of this folder's calls are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EmptyRequest))]
[JsonSerializable(typeof(ViewingRequest))]
internal sealed partial class PresenceJson : JsonSerializerContext;
