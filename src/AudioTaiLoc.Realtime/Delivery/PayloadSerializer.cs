using System.Text.Json;
using AudioTaiLoc.Realtime.Configuration;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Writes the host's own objects as JSON and refuses what cannot be an event's payload.</summary>
internal sealed class PayloadSerializer(RealtimeOptions options)
{
    private readonly JsonSerializerOptions _json = PayloadJson.Complete(options.PayloadSerializerOptions);

    /// <summary>Writes any value; null becomes an empty object.</summary>
    public void WriteValue(Utf8JsonWriter writer, object? value)
    {
        if (value is null)
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
            return;
        }

        JsonSerializer.Serialize(writer, value, _json.GetTypeInfo(value.GetType()));
    }

    /// <summary>Refuses a whole payload that is not a JSON object, is too large, or has a field that belongs to the library.</summary>
    /// <exception cref="ArgumentException">It cannot be sent.</exception>
    public void Check(ReadOnlySpan<byte> payload, string parameter)
    {
        if (payload is not [(byte)'{', .., (byte)'}'])
        {
            throw new ArgumentException("A payload must be an object.", parameter);
        }

        if (payload.Length > options.MaximumPayloadSize)
        {
            throw new ArgumentException(
                $"The payload has {payload.Length} bytes of JSON; {nameof(RealtimeOptions.MaximumPayloadSize)} is {options.MaximumPayloadSize}.", parameter);
        }

        if (payload.IndexOf("\"eventId\""u8) >= 0 && HasOwnEventId(payload))
        {
            throw new ArgumentException("A payload's field 'eventId' is the library's own.", parameter);
        }
    }

    private static bool HasOwnEventId(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        while (reader.Read())
        {
            // A name with escapes is another name: the writer escapes nothing of this one. (ValueTextEquals would throw at half a surrogate pair.)
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan.SequenceEqual("eventId"u8))
            {
                return true;
            }
        }

        return false;
    }
}
