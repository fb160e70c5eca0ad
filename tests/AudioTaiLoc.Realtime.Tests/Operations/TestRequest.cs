using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Tests.Operations;

/// <summary>A payload with a field of every kind.</summary>
internal sealed record TestRequest(string? Id, IReadOnlyList<string>? Ids, TestInner? Inner);

internal sealed record TestInner(int? Count);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TestRequest))]
internal sealed partial class TestRequestJson : JsonSerializerContext;
