using System.Globalization;
using System.Text;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>The answer to a handshake: <c>0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,…}</c>.</summary>
internal static class OpenPacket
{
    public static EngineIoFrame For(string sessionId, bool offersUpgrade, EngineIoOptions options)
    {
        string upgrades = offersUpgrade ? "\"websocket\"" : string.Empty;
        string json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""0{"sid":"{{sessionId}}","upgrades":[{{upgrades}}],"pingInterval":{{(long)options.PingInterval.TotalMilliseconds}},"pingTimeout":{{(long)options.PingTimeout.TotalMilliseconds}},"maxPayload":{{options.MaxPayload}}}""");
        return EngineIoFrame.Text(Encoding.UTF8.GetBytes(json));
    }
}
