using System.Text.Json;
using System.Text.Json.Serialization;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>How the payloads of this folder's calls are read, and attachments kept.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EmptyRequest))]
[JsonSerializable(typeof(ConversationRequest))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(HistoryRequest))]
[JsonSerializable(typeof(TypingRequest))]
[JsonSerializable(typeof(ReadRequest))]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(ParticipantsRequest))]
[JsonSerializable(typeof(MessageIdRequest))]
[JsonSerializable(typeof(IReadOnlyList<ChatAttachment>))]
[JsonSerializable(typeof(ChatAttachment[]))]
internal sealed partial class ChatJson : JsonSerializerContext;
