using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>Times as ticks of UTC: compared and ordered alike on every database, and exact.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.UtcTicks,
    ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
