namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Finds the chain of a target. A chain lives as long as one of its entries is kept, so there are never more than entries.</summary>
internal sealed class EventChains
{
    private static readonly EventTarget ManyUsers = EventTarget.Users([]);

    private readonly Dictionary<(EventTargetKind Kind, string? Name), EventChain> _chains = [];

    /// <summary>How many targets have entries.</summary>
    public int Count => _chains.Count;

    /// <summary>The chain of the entries to several users, or null.</summary>
    public EventChain? FindUsers() => Find(ManyUsers);

    /// <summary>The chain of a target, or null.</summary>
    public EventChain? Find(EventTarget target) => _chains.GetValueOrDefault((target.Kind, target.Name));

    /// <summary>The chain of a target, made when there is none.</summary>
    public EventChain GetOrAdd(EventTarget target)
    {
        var key = (target.Kind, target.Name);
        if (!_chains.TryGetValue(key, out var chain))
        {
            chain = new EventChain(target.Kind == EventTargetKind.Users ? ManyUsers : target);
            _chains.Add(key, chain);
        }

        return chain;
    }

    /// <summary>Forgets a chain whose last entry is gone.</summary>
    public void Remove(EventChain chain) => _chains.Remove((chain.Target.Kind, chain.Target.Name));
}
