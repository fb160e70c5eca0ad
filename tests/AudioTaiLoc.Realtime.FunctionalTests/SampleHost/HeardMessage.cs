using System.Globalization;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>A <c>chat:message</c> as a client got it.</summary>
internal sealed record HeardMessage(string EventId, long Sequence, string Text)
{
    /// <summary>Which log carried it.</summary>
    public string Epoch => EventId[..EventId.LastIndexOf('-')];

    /// <summary>Its place in that log.</summary>
    public long Position => long.Parse(EventId.AsSpan(EventId.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);

    /// <summary>Which of a test's senders wrote it.</summary>
    public string Sender => Text[..Text.IndexOf('-', StringComparison.Ordinal)];
}
