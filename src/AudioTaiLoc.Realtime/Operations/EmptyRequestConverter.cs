using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>Passes over what a call does not need.</summary>
internal sealed class EmptyRequestConverter : JsonConverter<EmptyRequest>
{
    public override EmptyRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return EmptyRequest.Instance;
    }

    public override void Write(Utf8JsonWriter writer, EmptyRequest value, JsonSerializerOptions options) => throw new NotSupportedException();
}
