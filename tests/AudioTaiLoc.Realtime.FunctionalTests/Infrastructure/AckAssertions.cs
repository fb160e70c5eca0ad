using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>What tests ask of an ack.</summary>
internal static class AckAssertions
{
    /// <summary>A refusal of a code: exactly the fields that a refusal has, and a sentence that names what it is about.</summary>
    public static void IsRefused(this JsonElement ack, string code, string? naming = null)
    {
        JsonShape.Matches($$"""{"success":false,"code":"{{code}}","error":"<sentence>"}""", ack);
        if (naming is not null)
        {
            Assert.Contains($"'{naming}", ack.GetProperty("error").GetString(), StringComparison.Ordinal);
        }
    }

    /// <summary>True for the refusal that is safe to answer by trying again.</summary>
    public static bool IsUnavailable(this JsonElement ack) => ack.TryGetProperty("code", out var code) && code.GetString() == "unavailable";

    /// <summary>A success; returns the ack.</summary>
    public static JsonElement IsDone(this JsonElement ack)
    {
        Assert.True(ack.GetProperty("success").GetBoolean(), ack.GetRawText());
        return ack;
    }

    /// <summary>A field's text.</summary>
    public static string Text(this JsonElement element, string field) => element.GetProperty(field).GetString()!;
}
