namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The kept entries in one array that grows up to its bound and is then written round and round. Slots are numbered 1, 2, 3, …</summary>
internal sealed class EventRing
{
    private const int InitialCapacity = 256;

    private EventSlot[] _slots = new EventSlot[InitialCapacity];

    /// <summary>The number of the oldest slot; one more than <see cref="Last"/> when there is none.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The number of the newest slot; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>How many slots are in use.</summary>
    public long Count => Last - First + 1;

    /// <summary>The slot of a number between <see cref="First"/> and <see cref="Last"/>.</summary>
    public ref EventSlot this[long number] => ref _slots[number & (_slots.Length - 1)];

    /// <summary>Adds an empty slot after the newest.</summary>
    public ref EventSlot Add()
    {
        if (Count == _slots.Length)
        {
            Grow();
        }

        Last++;
        return ref this[Last];
    }

    /// <summary>Drops the oldest slot and what it holds.</summary>
    public void RemoveFirst()
    {
        this[First] = default;
        First++;
    }

    private void Grow()
    {
        // A power of two, so that a number's place is a mask away.
        var larger = new EventSlot[_slots.Length * 2];
        for (var number = First; number <= Last; number++)
        {
            larger[number & (larger.Length - 1)] = this[number];
        }

        _slots = larger;
    }
}
