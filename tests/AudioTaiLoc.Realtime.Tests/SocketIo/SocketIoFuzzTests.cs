using System.Text.Json;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Tests.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>Hostile Socket.IO packets against the codec alone.</summary>
public sealed class SocketIoFuzzTests
{
    private const int Depth = 16;

    [Fact]
    public void What_is_taken_for_an_event_is_JSON_in_every_part()
    {
        var input = new FuzzInput(FuzzInput.Seed + 2);
        int taken = 0;
        for (int i = 0; i < FuzzInput.Iterations; i++)
        {
            byte[] bytes = input.Next();
            ReadOnlyMemory<byte> packet = bytes.AsMemory(Math.Min(1, bytes.Length));
            if (!SocketIoPacketParser.TryParse(packet.Span, out SocketIoPacket parsed))
            {
                continue;
            }

            Assert.InRange(parsed.PayloadStart, 1, packet.Length);
            Assert.InRange(parsed.NamespaceStart + parsed.NamespaceLength, 1, parsed.PayloadStart);
            ReadOnlyMemory<byte> payload = packet[parsed.PayloadStart..];
            SocketIoPayload.IsObject(payload.Span, Depth);
            var attachments = new ReadOnlyMemory<byte>[Math.Min(parsed.Attachments, 4)];
            if (SocketIoEvent.TryCreate(payload, parsed.AckId, attachments, Depth, out SocketIoEvent received))
            {
                taken++;
                AssertArguments(received);
            }
        }

        Assert.InRange(taken, FuzzInput.Iterations / 50, FuzzInput.Iterations);
    }

    [Fact]
    public void A_CONNECT_payload_never_makes_its_reader_throw()
    {
        var input = new FuzzInput(FuzzInput.Seed + 3);
        int objects = 0;
        for (int i = 0; i < FuzzInput.Iterations; i++)
        {
            byte[] bytes = input.Next();
            int brace = bytes.AsSpan().IndexOf((byte)'{');
            ReadOnlyMemory<byte> payload = bytes.AsMemory(Math.Max(brace, 0));
            if (SocketIoPayload.IsObject(payload.Span, Depth))
            {
                objects++;
                var request = new SocketIoConnectRequest(payload);
                _ = (request.Pid, request.Offset);
            }
        }

        Assert.InRange(objects, FuzzInput.Iterations / 50, FuzzInput.Iterations);
    }

    private static void AssertArguments(SocketIoEvent received)
    {
        if (received.ArgumentCount == 0)
        {
            Assert.True(received.Arguments.IsEmpty && received.FirstArgument.IsEmpty);
            return;
        }

        // Strings may hold bytes that are no UTF-8 here; the transports refuse those before.
        int count = 0;
        byte[] array = [(byte)'[', .. received.Arguments.Span, (byte)']'];
        var reader = new Utf8JsonReader(array);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }

        Assert.Equal(received.ArgumentCount, count);
        var first = new Utf8JsonReader(received.FirstArgument.Span);
        Assert.True(first.Read());
        first.Skip();
        Assert.Equal(received.FirstArgument.Length, first.BytesConsumed);
    }
}
