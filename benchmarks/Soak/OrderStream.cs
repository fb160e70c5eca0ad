using System.Text.Json;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>A client's order over all its connections: each update must be the one after the last.</summary>
internal sealed class OrderStream(SoakTotals totals)
{
    private long _last = -1;

    /// <summary>The event id to catch up from; null before the first update.</summary>
    public string? LastEventId { get; private set; }

    public void Take(JsonElement payload)
    {
        var number = payload.GetProperty("data").GetProperty("number").GetInt64();
        if (_last >= 0 && number != _last + 1)
        {
            totals.Fault($"update {number} of {payload.GetProperty("orderId").GetString()} came after {_last}");
        }

        _last = number;
        LastEventId = payload.GetProperty("eventId").GetString();
    }

    /// <summary>Begins anew after a gap that the server has told of.</summary>
    public void Forget() => (_last, LastEventId) = (-1, null);
}
