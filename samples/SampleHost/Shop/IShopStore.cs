namespace SampleHost.Shop;

/// <summary>The shop's own data. What real-time clients are told lives in the library's stores, not here.</summary>
internal interface IShopStore
{
    ShopState Current { get; }

    /// <summary>
    /// Makes a change, stores it, and announces it before the next change begins: what was announced last is what is stored.
    /// </summary>
    /// <param name="change">The new state from the present one; null changes nothing.</param>
    /// <param name="announce">Tells the world; the change stays when it fails.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    /// <returns>False when there was nothing to change.</returns>
    Task<bool> ChangeAsync(Func<ShopState, ShopState?> change, Func<Task> announce, CancellationToken cancellationToken);
}
