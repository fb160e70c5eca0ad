using System.Text.Json;
using System.Text.Json.Serialization;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Health;

/// <summary>How the payloads of this folder's calls are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EmptyRequest))]
internal sealed partial class HealthJson : JsonSerializerContext;
