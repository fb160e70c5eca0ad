using System.IO.Pipelines;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Connections;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>The connection middleware below the hub: counts what each connection sends, whether it reaches a hub method or not.</summary>
internal sealed class SignalRFlow(LiveFlowLimits flow, RealtimeOptions options, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>What a connection may send now; null for as much as it likes.</summary>
    public FlowLimits? Limits => flow.Current;

    /// <summary>The most bytes of one record.</summary>
    public int MaximumMessageSize => options.MaximumMessageSize;

    /// <summary>The time that is counted with.</summary>
    public long Milliseconds => (long)time.GetElapsedTime(_start).TotalMilliseconds;

    public ConnectionDelegate Use(ConnectionDelegate next) => connection =>
    {
        connection.Transport = new Pipes(new MeteredInput(connection, connection.Transport.Input, this), connection.Transport.Output);
        return next(connection);
    };

    /// <summary>A connection sends too much.</summary>
    /// <returns>Whether it is being closed for it.</returns>
    public bool Exceeded(ConnectionContext connection, FlowExcess excess)
    {
        if (!flow.Exceeded(excess))
        {
            return false;
        }

        if (SignalRConnections.Of(connection.Features) is { } known)
        {
            known.Close(CloseReason.TooMuchSent);
        }
        else
        {
            // It floods before it has shaken hands.
            connection.Abort();
        }

        return true;
    }

    /// <summary>A connection sent a record over the limit, which the framework ends it for: without a code of its own.</summary>
    public static void TooLarge(ConnectionContext connection) => SignalRConnections.Of(connection.Features)?.Close(CloseReason.TooLarge);

    private sealed class Pipes(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
