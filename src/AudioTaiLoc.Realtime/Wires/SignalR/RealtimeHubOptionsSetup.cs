using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>Sets our hub's options from the library's, and leaves the host's other hubs alone.</summary>
internal sealed class RealtimeHubOptionsSetup(RealtimeOptions options) : IConfigureOptions<HubOptions<RealtimeHub>>
{
    public void Configure(HubOptions<RealtimeHub> hub)
    {
        hub.SupportedProtocols = [SignalREncoder.Protocol];
        hub.MaximumReceiveMessageSize = options.MaximumMessageSize;
        hub.KeepAliveInterval = options.PingInterval;
        // One call after another, as on the other wire: acks and messages keep the order of the calls.
        hub.MaximumParallelInvocationsPerClient = 1;
        // A silent client is given up as on the other wire: one interval, then the timeout.
        hub.ClientTimeoutInterval = options.PingInterval + options.PingTimeout;
    }
}
