using System.Text.Json;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>What a call is answered with: <c>success</c>, and the fields that a derived class adds.</summary>
internal abstract class Ack
{
    /// <summary>Success, and nothing more to say.</summary>
    public static Ack Done { get; } = new DoneAck();

    /// <summary>The refusal's code; null for success.</summary>
    public virtual string? RefusalCode => null;

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success"u8, RefusalCode is null);
        WriteFields(writer);
        writer.WriteEndObject();
    }

    protected abstract void WriteFields(Utf8JsonWriter writer);

    private sealed class DoneAck : Ack
    {
        protected override void WriteFields(Utf8JsonWriter writer)
        {
        }
    }
}
