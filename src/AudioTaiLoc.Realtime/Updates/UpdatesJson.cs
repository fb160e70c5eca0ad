using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Updates;

/// <summary>How the payloads of this folder's calls are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(BookingRequest))]
[JsonSerializable(typeof(ProductRequest))]
[JsonSerializable(typeof(ResumeRequest))]
internal sealed partial class UpdatesJson : JsonSerializerContext;
