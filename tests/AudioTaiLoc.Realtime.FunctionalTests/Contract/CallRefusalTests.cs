using System.Text.Json;
using System.Text.Json.Nodes;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Section 2 and 5: what every call refuses, and how. A payload's <c>MSG</c> stands for a message of user_123.</summary>
public sealed class CallRefusalTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Conversation = """{"conversationId":"conv_789"}""";
    private const string Message = """{"messageId":"MSG"}""";

    [Theory]
    [EveryWire("order:subscribe", """{"orderId":"order_123"}""", "orderId")]
    [EveryWire("order:unsubscribe", """{"orderId":"order_123"}""", "orderId")]
    [EveryWire("booking:subscribe", """{"bookingId":"booking_456"}""", "bookingId")]
    [EveryWire("booking:unsubscribe", """{"bookingId":"booking_456"}""", "bookingId")]
    [EveryWire("inventory:subscribe", """{"productId":"prod_123"}""", "productId")]
    [EveryWire("inventory:unsubscribe", """{"productId":"prod_123"}""", "productId")]
    [EveryWire("chat:subscribe", Conversation, "conversationId")]
    [EveryWire("chat:unsubscribe", Conversation, "conversationId")]
    [EveryWire("resume", """{"since":"x-1"}""", "since")]
    [EveryWire("chat:message", """{"conversationId":"conv_789","message":"Hi"}""", "conversationId", "message")]
    [EveryWire("chat:history", Conversation, "conversationId")]
    [EveryWire("chat:typing", """{"conversationId":"conv_789","isTyping":true}""", "conversationId", "isTyping")]
    [EveryWire("chat:read", """{"conversationId":"conv_789","messageId":"MSG"}""", "conversationId", "messageId")]
    [EveryWire("chat:create", """{"participants":["user_456"]}""", "participants")]
    [EveryWire("chat:close", Conversation, "conversationId")]
    [EveryWire("chat:reopen", Conversation, "conversationId")]
    [EveryWire("chat:participants", """{"conversationId":"conv_789","add":[]}""", "conversationId")]
    [EveryWire("chat:edit", """{"messageId":"MSG","message":"Hi"}""", "messageId", "message")]
    [EveryWire("chat:delete", Message, "messageId")]
    [EveryWire("chat:delivered", Message, "messageId")]
    [EveryWire("notification:read", """{"notificationIds":[]}""", "notificationIds")]
    public async Task A_required_field_that_is_missing_null_or_of_another_type_is_named(Wire wire, string call, string payload, string field, string? otherField = null)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        foreach (var name in new[] { field, otherField }.OfType<string>())
        {
            foreach (var bad in new[] { null, "null", """{"a":1}""", "[[]]" })
            {
                var sent = JsonNode.Parse(payload)!.AsObject();
                sent.Remove(name);
                if (bad is not null)
                {
                    sent[name] = JsonNode.Parse(bad);
                }

                (await client.CallAsync(call, sent)).IsRefused("invalid_payload", name);
            }
        }
    }

    [Theory]
    [EveryWire("order:subscribe", """{"orderId":"order_123","since":7}""", "since")]
    [EveryWire("booking:subscribe", """{"bookingId":"booking_456","since":{}}""", "since")]
    [EveryWire("chat:subscribe", """{"conversationId":"conv_789","since":[]}""", "since")]
    [EveryWire("inventory:subscribe", """{"productId":"prod_123","since":true}""", "since")]
    [EveryWire("order:subscribe", """{"orderId":"order_123","since":"01234567890123456789012345678901234567890123456789012345678901234"}""", "since")]
    [EveryWire("chat:message", """{"conversationId":"conv_789","message":"Hi","clientMessageId":5}""", "clientMessageId")]
    [EveryWire("chat:message", """{"conversationId":"conv_789","message":"Hi","clientMessageId":"a b"}""", "clientMessageId")]
    [EveryWire("chat:message", """{"conversationId":"conv_789","message":" \n\t"}""", "message")]
    [EveryWire("chat:history", """{"conversationId":"conv_789","limit":0}""", "limit")]
    [EveryWire("chat:history", """{"conversationId":"conv_789","limit":101}""", "limit")]
    [EveryWire("chat:history", """{"conversationId":"conv_789","limit":1.5}""", "limit")]
    [EveryWire("chat:history", """{"conversationId":"conv_789","before":-1}""", "before")]
    [EveryWire("chat:history", """{"conversationId":"conv_789","after":"newest"}""", "after")]
    [EveryWire("chat:typing", """{"conversationId":"conv_789","isTyping":"yes"}""", "isTyping")]
    [EveryWire("chat:create", """{"participants":["user_456",7]}""", "participants")]
    [EveryWire("chat:create", """{"participants":[null]}""", "participants")]
    [EveryWire("chat:create", """{"participants":["user 456"]}""", "participants")]
    [EveryWire("chat:create", """{"title":[],"participants":[]}""", "title")]
    [EveryWire("chat:participants", Conversation, "add")]
    [EveryWire("chat:participants", """{"conversationId":"conv_789","add":"user_1"}""", "add")]
    [EveryWire("chat:participants", """{"conversationId":"conv_789","remove":[7]}""", "remove")]
    [EveryWire("notification:read", """{"notificationIds":["a",5]}""", "notificationIds")]
    [EveryWire("presence:viewing", """{"productId":5}""", "productId")]
    [EveryWire("presence:viewing", """{"productId":"not an id"}""", "productId")]
    public async Task A_field_that_cannot_be_meant_is_named(Wire wire, string call, string payload, string field)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        (await client.CallAsync(call, JsonElement.Parse(payload))).IsRefused("invalid_payload", field);
    }

    [Theory]
    [EveryWire("order:subscribe")]
    [EveryWire("order:unsubscribe")]
    [EveryWire("booking:subscribe")]
    [EveryWire("booking:unsubscribe")]
    [EveryWire("inventory:subscribe")]
    [EveryWire("inventory:unsubscribe")]
    [EveryWire("chat:subscribe")]
    [EveryWire("chat:unsubscribe")]
    [EveryWire("resume")]
    [EveryWire("chat:message")]
    [EveryWire("chat:history")]
    [EveryWire("chat:typing")]
    [EveryWire("chat:read")]
    [EveryWire("chat:create")]
    [EveryWire("chat:close")]
    [EveryWire("chat:reopen")]
    [EveryWire("chat:participants")]
    [EveryWire("chat:edit")]
    [EveryWire("chat:delete")]
    [EveryWire("chat:delivered")]
    [EveryWire("notification:read")]
    [EveryWire("presence:viewing")]
    public async Task A_payload_that_is_no_object_is_refused(Wire wire, string call)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        foreach (var payload in new[] { "[]", "[{}]", "\"order_123\"", "5", "true" })
        {
            (await client.CallAsync(call, JsonElement.Parse(payload))).IsRefused("invalid_payload");
        }
    }

    [Theory]
    [EveryWire("order:subscribe", "orderId")]
    [EveryWire("resume", "since")]
    [EveryWire("chat:message", "conversationId")]
    [EveryWire("chat:create", "participants")]
    [EveryWire("notification:read", "notificationIds")]
    [EveryWire("presence:viewing", null)]
    public async Task Null_is_as_good_as_an_object_without_fields(Wire wire, string call, string? missing)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        var ack = await client.CallAsync(call, payload: null);
        if (missing is null)
        {
            ack.IsDone();
        }
        else
        {
            ack.IsRefused("invalid_payload", missing);
        }
    }

    [Theory]
    [EveryWire("order:subscribe", """{"orderId":"order_123"}""")]
    [EveryWire("order:unsubscribe", """{"orderId":"order_123"}""")]
    [EveryWire("booking:subscribe", """{"bookingId":"booking_456"}""")]
    [EveryWire("booking:unsubscribe", """{"bookingId":"booking_456"}""")]
    [EveryWire("inventory:subscribe", """{"productId":"prod_123"}""")]
    [EveryWire("inventory:unsubscribe", """{"productId":"prod_123"}""")]
    [EveryWire("chat:subscribe", Conversation)]
    [EveryWire("chat:unsubscribe", Conversation)]
    [EveryWire("resume", """{"since":"x-1"}""")]
    [EveryWire("chat:message", """{"conversationId":"conv_789","message":"Hi"}""")]
    [EveryWire("chat:history", Conversation)]
    [EveryWire("chat:typing", """{"conversationId":"conv_789","isTyping":false}""")]
    [EveryWire("chat:read", """{"conversationId":"conv_789","messageId":"MSG"}""")]
    [EveryWire("chat:create", """{"participants":[]}""")]
    [EveryWire("chat:reopen", Conversation)]
    [EveryWire("chat:participants", """{"conversationId":"conv_789","add":[]}""")]
    [EveryWire("chat:edit", """{"messageId":"MSG","message":"Hi"}""")]
    [EveryWire("chat:delete", Message)]
    [EveryWire("chat:delivered", Message)]
    [EveryWire("notification:read", """{"notificationIds":[]}""")]
    [EveryWire("presence:viewing", """{"productId":null}""")]
    public async Task Unknown_fields_are_ignored(Wire wire, string call, string payload)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        var known = await FillAsync(client, payload);
        (await client.CallAsync(call, known)).IsDone();

        var sent = JsonNode.Parse((await FillAsync(client, payload)).GetRawText())!.AsObject();
        sent["colour"] = JsonNode.Parse("""{"of":["the","sky"]}""");
        sent["$type"] = "System.Object";
        (await client.CallAsync(call, sent)).IsDone();
    }

    [Theory]
    [EveryWire("order:subscribe", """{"orderId":"order_123"}""")]
    [EveryWire("booking:subscribe", """{"bookingId":"booking_456"}""")]
    [EveryWire("chat:subscribe", Conversation)]
    [EveryWire("chat:message", """{"conversationId":"conv_789","message":"Hi"}""")]
    [EveryWire("chat:history", Conversation)]
    [EveryWire("chat:typing", """{"conversationId":"conv_789","isTyping":true}""")]
    [EveryWire("chat:read", """{"conversationId":"conv_789","messageId":"MSG"}""")]
    [EveryWire("chat:close", Conversation)]
    [EveryWire("chat:reopen", Conversation)]
    [EveryWire("chat:participants", """{"conversationId":"conv_789","add":["stranger"]}""")]
    [EveryWire("chat:edit", """{"messageId":"MSG","message":"Hi"}""")]
    [EveryWire("chat:delete", Message)]
    [EveryWire("chat:delivered", Message)]
    public async Task Without_a_grant_a_call_is_forbidden(Wire wire, string call, string payload)
    {
        await using var owner = await shared.Host.ConnectUserAsync(wire, "user_123");
        await using var stranger = await shared.Host.ConnectUserAsync(wire, "stranger");
        var sent = await FillAsync(owner, payload);
        (await stranger.CallAsync(call, sent)).IsRefused("forbidden");
    }

    [Theory]
    [EveryWire("order:subscribe", """{"orderId":"order_123"}""")]
    [EveryWire("booking:subscribe", """{"bookingId":"booking_456"}""")]
    [EveryWire("chat:subscribe", Conversation)]
    [EveryWire("chat:message", """{"conversationId":"conv_789","message":"Hi"}""")]
    [EveryWire("chat:history", Conversation)]
    [EveryWire("chat:typing", """{"conversationId":"conv_789","isTyping":true}""")]
    [EveryWire("chat:read", """{"conversationId":"conv_789","messageId":"MSG"}""")]
    [EveryWire("chat:conversations", null)]
    [EveryWire("chat:create", """{"participants":["user_456"]}""")]
    [EveryWire("chat:close", Conversation)]
    [EveryWire("chat:reopen", Conversation)]
    [EveryWire("chat:participants", """{"conversationId":"conv_789","add":["stranger"]}""")]
    [EveryWire("chat:edit", """{"messageId":"MSG","message":"Hi"}""")]
    [EveryWire("chat:delete", Message)]
    [EveryWire("chat:delivered", Message)]
    [EveryWire("notification:list", null)]
    [EveryWire("notification:read", """{"notificationIds":[]}""")]
    [EveryWire("presence:list", null)]
    [EveryWire("presence:viewing", """{"productId":"prod_123"}""")]
    public async Task A_guest_is_told_to_sign_in(Wire wire, string call, string? payload)
    {
        await using var guest = await shared.Host.ConnectAsync(wire, null);
        var ack = payload is null ? await guest.CallAsync(call) : await guest.CallAsync(call, JsonElement.Parse(payload));
        ack.IsRefused("unauthenticated");
    }

    [Theory]
    [EveryWire("chat:message", "message", 4_000)]
    [EveryWire("chat:edit", "message", 4_000)]
    [EveryWire("chat:create", "title", 200)]
    public async Task A_text_may_have_so_many_characters_and_not_one_more(Wire wire, string call, string field, int most)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        var payload = JsonNode.Parse((await FillAsync(client, """{"conversationId":"conv_789","messageId":"MSG","participants":[]}""")).GetRawText())!;
        payload[field] = new string('x', most);
        (await client.CallAsync(call, payload)).IsDone();
        payload[field] = new string('x', most + 1);
        (await client.CallAsync(call, payload)).IsRefused("too_large", field);
    }

    [Theory]
    [EveryWire("chat:create", "participants", 99)]
    [EveryWire("chat:participants", "remove", 100)]
    [EveryWire("notification:read", "notificationIds", 10_000)]
    public async Task A_list_may_have_so_many_items_and_not_one_more(Wire wire, string call, string field, int most)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        var payload = new JsonObject { ["conversationId"] = "conv_789" };
        // Short, so that the longest list is not too large a message.
        payload[field] = new JsonArray([.. Enumerable.Range(0, most).Select(i => JsonValue.Create($"{i % 100}"))]);
        (await client.CallAsync(call, payload)).IsDone();
        payload[field]!.AsArray().Add("one");
        (await client.CallAsync(call, payload)).IsRefused("too_large", field);
    }

    [Theory]
    [EveryWire("chat:read", """{"conversationId":"conv_789","messageId":"no-such-1"}""")]
    [EveryWire("chat:edit", """{"messageId":"no-such-1","message":"Hi"}""")]
    [EveryWire("chat:delete", """{"messageId":"no-such-1"}""")]
    [EveryWire("chat:delivered", """{"messageId":"no-such-1"}""")]
    public async Task A_message_that_does_not_exist_is_not_found(Wire wire, string call, string payload)
    {
        await using var client = await shared.Host.ConnectUserAsync(wire, "user_123");
        (await client.CallAsync(call, JsonElement.Parse(payload))).IsRefused("not_found");
    }

    private static async Task<JsonElement> FillAsync(IWireClient author, string payload)
    {
        if (payload.Contains("MSG", StringComparison.Ordinal))
        {
            var sent = (await author.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hello" })).IsDone();
            payload = payload.Replace("MSG", sent.Text("id"), StringComparison.Ordinal);
        }

        return JsonElement.Parse(payload);
    }
}
