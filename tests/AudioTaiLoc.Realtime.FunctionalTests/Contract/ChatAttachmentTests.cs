using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 2 and 3: the <c>attachments</c> of <c>chat:message</c>.</summary>
public class ChatAttachmentTests : ChatContractTests
{
    private const string Picture = """{"url":"https://cdn.example.com/tai%20nghe.png","name":"Tai nghe 🎧.png","size":48213,"mediaType":"image/png"}""";
    private const string Invoice = """{"url":"/files/invoice.pdf?v=2","name":"invoice.pdf","size":0,"mediaType":"application/vnd.example+pdf"}""";

    [Theory]
    [EveryWire]
    public async Task Attachments_reach_the_room_and_the_history_as_they_were_sent(Wire wire)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");

        JsonShape.Matches(
            """{"success":true,"id":"<id>","timestamp":"<time>","sequence":1}""",
            await SendAsync(sender, $$"""{"message":"Look","attachments":[{{Picture}},{{Invoice}}]}"""));

        var template = $$"""
            {"id":"<id>","conversationId":"conv_789","userId":"user_123","email":"user_123@example.com","message":"Look","timestamp":"<time>","sequence":1,
             "attachments":[{{Picture}},{{Invoice}}]
            """;
        JsonShape.Matches(template + ""","eventId":"<eventId>"}""", await other.NextAsync("chat:message"));
        JsonShape.Matches(template + "}", await FirstAsync(other));
    }

    [Theory]
    [EveryWire("""{"attachments":[ITEM]}""")]
    [EveryWire("""{"message":null,"attachments":[ITEM]}""")]
    [EveryWire("""{"message":"","attachments":[ITEM]}""")]
    [EveryWire("""{"message":" ","attachments":[ITEM]}""")]
    public async Task With_attachments_there_need_be_no_text(Wire wire, string payload)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");

        (await SendAsync(sender, payload.Replace("ITEM", Picture, StringComparison.Ordinal))).IsDone();

        Assert.Equal("", (await other.NextAsync("chat:message")).Text("message"));
    }

    [Theory]
    [EveryWire("""{"message":"Hi"}""", null)]
    [EveryWire("""{"message":"Hi","attachments":null}""", null)]
    [EveryWire("""{"message":"Hi","attachments":[]}""", null)]
    [EveryWire("""{"attachments":[]}""", "message")]
    [EveryWire("""{"message":" ","attachments":[]}""", "message")]
    [EveryWire("""{"message":"","attachments":null}""", "message")]
    public async Task Without_attachments_there_must_be_a_text(Wire wire, string payload, string? missing)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");

        var ack = await SendAsync(sender, payload);

        if (missing is not null)
        {
            ack.IsRefused("invalid_payload", missing);
            return;
        }

        ack.IsDone();
        Assert.False((await FirstAsync(sender)).TryGetProperty("attachments", out _));
    }

    [Theory]
    [EveryWire]
    public async Task A_retry_with_other_attachments_is_a_conflict(Wire wire)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");
        const string sent = $$"""{"message":"Hi","clientMessageId":"c-1","attachments":[{{Picture}}]}""";
        var first = (await SendAsync(sender, sent)).IsDone();

        JsonShape.Matches(first.GetRawText(), await SendAsync(sender, sent));
        (await SendAsync(sender, $$"""{"message":"Hi","clientMessageId":"c-1","attachments":[{{Invoice}}]}""")).IsRefused("conflict", "clientMessageId");
        (await SendAsync(sender, """{"message":"Hi","clientMessageId":"c-1"}""")).IsRefused("conflict", "clientMessageId");
    }

    [Theory]
    [EveryWire]
    public async Task An_edit_keeps_them_and_a_deletion_takes_them(Wire wire)
    {
        await using var host = await StartAsync();
        await using var author = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        var messageId = (await SendAsync(author, $$"""{"attachments":[{{Picture}}]}""")).IsDone().Text("id");

        (await author.CallAsync("chat:edit", new { messageId, message = "A picture" })).IsDone();
        JsonShape.Matches($"[{Picture}]", (await other.NextAsync("chat:edited")).GetProperty("attachments"));
        JsonShape.Matches($"[{Picture}]", (await FirstAsync(other)).GetProperty("attachments"));

        (await author.CallAsync("chat:delete", new { messageId })).IsDone();
        Assert.False((await other.NextAsync("chat:deleted")).TryGetProperty("attachments", out _));
        Assert.False((await FirstAsync(other)).TryGetProperty("attachments", out _));
    }

    [Theory]
    [EveryWire("url", "\"javascript:alert(1)\"")]
    [EveryWire("url", "\"JavaScript:alert(1)\"")]
    [EveryWire("url", "\"java\\tscript:alert(1)\"")]
    [EveryWire("url", "\" javascript:alert(1)\"")]
    [EveryWire("url", "\"data:text/html,hi\"")]
    [EveryWire("url", "\"ftp://example.com/a\"")]
    [EveryWire("url", "\"//example.com/a\"")]
    [EveryWire("url", "\"/\\\\example.com/a\"")]
    [EveryWire("url", "\"/\\n/example.com/a\"")]
    [EveryWire("url", "\"https://\"")]
    [EveryWire("url", "\"https:example.com\"")]
    [EveryWire("url", "\"file.png\"")]
    [EveryWire("url", "\"\"")]
    [EveryWire("url", "null")]
    [EveryWire("url", "7")]
    [EveryWire("name", "\"\"")]
    [EveryWire("name", "\" \"")]
    [EveryWire("name", "\"a\\u0000b\"")]
    [EveryWire("name", "\"a\\nb\"")]
    [EveryWire("name", "\"a\\u009fb\"")]
    [EveryWire("name", "null")]
    [EveryWire("size", "-1")]
    [EveryWire("size", "1.5")]
    [EveryWire("size", "\"1\\u006bB\"")]
    [EveryWire("size", "1e30")]
    [EveryWire("size", "null")]
    [EveryWire("mediaType", "\"image\"")]
    [EveryWire("mediaType", "\"image/\"")]
    [EveryWire("mediaType", "\"/png\"")]
    [EveryWire("mediaType", "\"image/png/x\"")]
    [EveryWire("mediaType", "\"image/png; a=b\"")]
    [EveryWire("mediaType", "\"\"")]
    [EveryWire("mediaType", "null")]
    public async Task A_field_that_will_not_do_is_named(Wire wire, string field, string value)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");
        var bad = Picture.Replace(JsonElement.Parse(Picture).GetProperty(field).GetRawText(), value, StringComparison.Ordinal);

        (await SendAsync(sender, $$"""{"message":"Hi","attachments":[{{Picture}},{{Invoice}},{{bad}}]}""")).IsRefused("invalid_payload", $"attachments[2].{field}");
        Assert.Empty((await sender.CallAsync("chat:history", new { conversationId = "conv_789" })).GetProperty("messages").EnumerateArray());
    }

    [Theory]
    [EveryWire("""{"message":"Hi","attachments":{}}""", "attachments")]
    [EveryWire("""{"message":"Hi","attachments":["https://example.com/a"]}""", "attachments[0]")]
    [EveryWire("""{"message":"Hi","attachments":[null]}""", "attachments[0]")]
    [EveryWire("""{"message":"Hi","attachments":[{}]}""", "attachments[0].url")]
    public async Task What_is_no_attachment_is_named(Wire wire, string payload, string field)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");

        (await SendAsync(sender, payload)).IsRefused("invalid_payload", field);
    }

    [Theory]
    [EveryWire]
    public async Task The_limits_are_taken_in_and_one_more_is_not(Wire wire)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");

        (await SendAsync(sender, Items(10, 2048, 255, 127))).IsDone();
        (await SendAsync(sender, Items(11, 10, 10, 10))).IsRefused("too_large", "attachments");
        (await SendAsync(sender, Items(1, 2049, 10, 10))).IsRefused("invalid_payload", "attachments[0].url");
        (await SendAsync(sender, Items(1, 10, 256, 10))).IsRefused("invalid_payload", "attachments[0].name");
        (await SendAsync(sender, Items(1, 10, 10, 128))).IsRefused("invalid_payload", "attachments[0].mediaType");

        static string Items(int count, int url, int name, int mediaType)
        {
            var item = JsonSerializer.Serialize(new
            {
                url = "/" + new string('u', url - 1),
                name = new string('n', name),
                size = 9_007_199_254_740_991,
                mediaType = "image/" + new string('x', mediaType - 6),
            });
            return $$"""{"attachments":[{{string.Join(',', Enumerable.Repeat(item, count))}}]}""";
        }
    }

    [Fact]
    public async Task Both_stock_clients_in_Node_send_and_see_them()
    {
        await using var host = await StartAsync();
        await using var signalR = new SignalRNodeClient();
        await using var socketIo = new SocketIoNodeClient();
        await signalR.ConnectAsync(host.RealtimeUrl, host.Token("user_123"));
        await socketIo.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_456") });
        await signalR.OnAsync("chat:message");
        var room = new { conversationId = "conv_789" };
        Assert.Null((await signalR.InvokeAsync("chat:subscribe", room)).Error);
        Assert.Null((await socketIo.EmitWithAckAsync("chat:subscribe", room)).Error);

        var picture = JsonElement.Parse(Picture);
        (await signalR.InvokeAsync("chat:message", new { conversationId = "conv_789", attachments = new[] { picture } })).Args[0].IsDone();
        JsonShape.Matches($"[{Picture}]", (await socketIo.NextEventAsync("chat:message")).Args[0].GetProperty("attachments"));
        (await socketIo.EmitWithAckAsync("chat:message", new { conversationId = "conv_789", attachments = new[] { picture } })).Args[0].IsDone();
        JsonShape.Matches($"[{Picture}]", (await signalR.NextEventAsync("chat:message")).Args[0].GetProperty("attachments"));
    }

    private async Task<RealtimeHost> StartAsync()
    {
        var host = await StartHostAsync(options => options.Presence.Audience = PresenceAudience.Nobody);
        await host.Conversations.CreateAsync("conv_789", null, ["user_123", "user_456"], TestContext.Current.CancellationToken);
        return host;
    }

    private static async Task<IWireClient> SubscribeAsync(RealtimeHost host, Wire wire, string userId)
    {
        var client = await host.ConnectUserAsync(wire, userId);
        (await client.CallAsync("chat:subscribe", new { conversationId = "conv_789" })).IsDone();
        return client;
    }

    private static Task<JsonElement> SendAsync(IWireClient sender, string fields) =>
        sender.CallAsync("chat:message", JsonElement.Parse("""{"conversationId":"conv_789",""" + fields[1..]));

    private static async Task<JsonElement> FirstAsync(IWireClient client) =>
        (await client.CallAsync("chat:history", new { conversationId = "conv_789" })).GetProperty("messages")[0];
}
