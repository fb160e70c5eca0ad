using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>How attachments are kept in their column.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<ChatAttachment>))]
[JsonSerializable(typeof(ChatAttachment[]))]
internal sealed partial class AttachmentJson : JsonSerializerContext;
