using System.IO.Pipelines;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Connections;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>The connection middleware below the hub: counts what each connection sends, whether it reaches a hub method or not.</summary>
internal sealed class SignalRFlow(LiveFlowLimits flow, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        var input = new MeteredInput(
            connection.Transport.Input, () => flow.Current, excess => Exceeded(connection, excess), () => (long)time.GetElapsedTime(_start).TotalMilliseconds);
        connection.Transport = new Pipes(input, connection.Transport.Output);
        using var end = connection.ConnectionClosed.UnsafeRegister(static state => ((MeteredInput)state!).End(), input);
        await next(connection).ConfigureAwait(false);
    };

    private bool Exceeded(ConnectionContext connection, FlowExcess excess)
    {
        if (!flow.Exceeded(excess))
        {
            return false;
        }

        if (SignalRConnections.Of(connection) is { } known)
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

    private sealed class Pipes(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
