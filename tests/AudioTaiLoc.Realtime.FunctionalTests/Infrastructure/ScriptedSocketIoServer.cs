using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// As much of a Socket.IO server as it takes to prove the scripted client, over WebSocket only and written apart from
/// the library, so that a fault of the one is not hidden by the other. It knows the namespace <c>/shop</c> and the token
/// <c>good</c>, answers an acknowledged event with its own packet's data and sends every other packet back.
/// </summary>
internal static class ScriptedSocketIoServer
{
    private const string Open = """0{"sid":"engine","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100000}""";
    private const string Refusal = """44/shop,{"message":"No entry.","data":{"code":"forbidden"}}""";

    public static Task<KestrelServer> StartAsync() => KestrelServer.StartAsync(_ => { }, app =>
    {
        app.UseWebSockets();
        app.Map("/socket.io/", ServeAsync);
    });

    private static async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await SendAsync(socket, WebSocketMessageType.Text, Encoding.UTF8.GetBytes(Open));

        var buffer = new byte[64 * 1024];
        try
        {
            for (var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
                 received.MessageType != WebSocketMessageType.Close;
                 received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted))
            {
                Assert.True(received.EndOfMessage);
                await AnswerAsync(socket, received.MessageType, buffer[..received.Count]);
            }
        }
        catch (WebSocketException)
        {
            // A client that is cut leaves without a close frame; that is the end of it.
            return;
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    private static Task AnswerAsync(WebSocket socket, WebSocketMessageType type, byte[] message)
    {
        var text = type == WebSocketMessageType.Text ? Encoding.UTF8.GetString(message) : "";
        if (text.StartsWith("40/shop,", StringComparison.Ordinal))
        {
            text = text.Contains("\"token\":\"good\"", StringComparison.Ordinal) ? """40/shop,{"sid":"socket"}""" : Refusal;
            return SendAsync(socket, type, Encoding.UTF8.GetBytes(text));
        }

        if (text.StartsWith("42/shop,", StringComparison.Ordinal) && char.IsAsciiDigit(text["42/shop,".Length]))
        {
            return SendAsync(socket, type, Encoding.UTF8.GetBytes("43" + text[2..]));
        }

        return text.StartsWith('1') ? Task.CompletedTask : SendAsync(socket, type, message);
    }

    private static Task SendAsync(WebSocket socket, WebSocketMessageType type, byte[] message) =>
        socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None);
}
