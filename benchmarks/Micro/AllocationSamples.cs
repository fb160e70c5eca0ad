using System.Diagnostics.Tracing;
using System.Globalization;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>Adds up the runtime's allocation samples (one each 100 KB) by type, on all threads.</summary>
internal sealed class AllocationSamples : EventListener
{
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;

    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _isOn;

    /// <summary>Starts from nothing.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _bytes.Clear();
            _isOn = true;
        }
    }

    /// <summary>Stops, and returns each type's share, the largest first.</summary>
    public IReadOnlyList<(string Type, double Share)> End()
    {
        lock (_gate)
        {
            _isOn = false;
            double all = _bytes.Values.Sum();
            return [.. _bytes.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value / all))];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, GarbageCollection);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true || _gate is null)
        {
            return;
        }

        var names = eventData.PayloadNames!;
        var type = (string)eventData.Payload![names.IndexOf("TypeName")]!;
        var amount = Convert.ToInt64(eventData.Payload[names.IndexOf("AllocationAmount64")], CultureInfo.InvariantCulture);
        lock (_gate)
        {
            if (_isOn)
            {
                _bytes[type] = _bytes.GetValueOrDefault(type) + amount;
            }
        }
    }
}
