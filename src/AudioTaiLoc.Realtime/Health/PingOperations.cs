using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Health;

/// <summary><c>ping</c>: the connection's health as a client sees it; answered, and sent back as <c>pong</c>.</summary>
internal sealed class PingOperations(TimeProvider time) : IOperationSource
{
    public void AddTo(OperationTable table) => table.Add("ping", HealthJson.Default.EmptyRequest, Ping, OperationAccess.Anyone);

    private ValueTask<Ack> Ping(Connection caller, EmptyRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using (var buffer = JsonBuffer.Rent())
        {
            buffer.Writer.WriteStartObject();
            buffer.Writer.WriteTime("timestamp"u8, now);
            buffer.Writer.WriteEndObject();
            caller.Send(new OutboundEvent("pong", buffer.Written.ToArray()));
        }

        return new ValueTask<Ack>(new TimestampAck(now));
    }
}
