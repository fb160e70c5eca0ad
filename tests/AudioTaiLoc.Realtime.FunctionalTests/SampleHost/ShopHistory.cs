using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>Reads the whole of a conversation, page by page.</summary>
internal static class ShopHistory
{
    public static async Task<List<(long Sequence, string Text, string Id)>> ReadAsync(ShopClient client)
    {
        var all = new List<(long, string, string)>();
        JsonElement page;
        do
        {
            page = await client.CallAsync("chat:history", new { conversationId = "conv_789", after = all.Count, limit = 100 });
            all.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => (
                message.GetProperty("sequence").GetInt64(), message.GetProperty("message").GetString()!, message.GetProperty("id").GetString()!)));
        }
        while (page.GetProperty("hasMore").GetBoolean());
        return all;
    }
}
