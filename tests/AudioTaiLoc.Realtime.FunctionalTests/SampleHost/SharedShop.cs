namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>One shop for a table of requests, none of which depends on another.</summary>
public sealed class SharedShop : IAsyncLifetime
{
    private readonly Dictionary<string, string> _tokens = [];
    private Shop? _shop;

    internal Shop Shop => _shop!;

    public async ValueTask InitializeAsync() => _shop = await Shop.StartAsync();

    public async ValueTask DisposeAsync() => await Shop.DisposeAsync();

    /// <summary>The user's token; a log-in costs a password hash, so it is made once.</summary>
    internal async Task<string> TokenAsync(string email)
    {
        if (!_tokens.TryGetValue(email, out var token))
        {
            _tokens[email] = token = await Shop.LogInAsync(email);
        }

        return token;
    }
}
