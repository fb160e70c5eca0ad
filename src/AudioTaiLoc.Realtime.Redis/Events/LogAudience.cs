using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>The node's observers, and how far all of them have got.</summary>
internal sealed partial class LogAudience(ILogger logger)
{
    private readonly Lock _gate = new();
    private LogObserver[] _observers = [];
    private (string Epoch, long Position) _place = ("", 0);

    /// <summary>The epoch, empty before the first look, and the newest position that every observer has.</summary>
    public (string Epoch, long Position) Place
    {
        get
        {
            lock (_gate)
            {
                return _place;
            }
        }
    }

    public string Epoch => Place.Epoch is { Length: > 0 } epoch
        ? epoch
        : throw new InvalidOperationException("The event log on Redis has an epoch once the host has started.");

    /// <summary>Begins to pass entries to an observer.</summary>
    public LogObserver Add(IEventLogObserver observer)
    {
        var added = new LogObserver(this, observer);
        lock (_gate)
        {
            observer.OnBegin(_place.Epoch, _place.Position);
            _observers = [.. _observers, added];
        }

        return added;
    }

    public void Remove(LogObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers.Where(other => other != observer)];
        }
    }

    /// <summary>Passes the next entry on.</summary>
    public void Pass(long position, byte[] bytes)
    {
        EventEntry entry;
        try
        {
            entry = new EventEntry(position, EntryFormat.Decode(bytes));
        }
        catch (FormatException exception)
        {
            LogUnreadable(logger, position, exception);
            Begin(Epoch, position);
            return;
        }

        lock (_gate)
        {
            foreach (var observer in _observers)
            {
                observer.Observer.OnEntry(entry);
            }

            // Last: who reads the position may rely on every observer having all entries up to it.
            _place = (_place.Epoch, position);
        }
    }

    /// <summary>Goes on at another place.</summary>
    public void Begin(string epoch, long position)
    {
        lock (_gate)
        {
            foreach (var observer in _observers)
            {
                observer.Observer.OnBegin(epoch, position);
            }

            _place = (epoch, position);
        }
    }

    [LoggerMessage(2, LogLevel.Error, "Entry {Position} of the event log could not be read.", EventName = "Unreadable")]
    private static partial void LogUnreadable(ILogger logger, long position, Exception exception);
}
