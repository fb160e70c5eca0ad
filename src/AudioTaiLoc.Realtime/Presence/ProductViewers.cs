namespace AudioTaiLoc.Realtime.Presence;

/// <summary>Counts who looks at which product: users, each once however many connections they have. Not thread-safe.</summary>
internal sealed class ProductViewers
{
    private readonly Dictionary<string, Dictionary<string, int>> _connections = [];

    /// <summary>How many users look at a product.</summary>
    public int Count(string productId) => _connections.TryGetValue(productId, out var users) ? users.Count : 0;

    /// <summary>Moves a connection from the product it looks at to another; null for none.</summary>
    public void Move(PresenceConnection connection, string? productId)
    {
        if (connection.ProductId == productId)
        {
            return;
        }

        Leave(connection);
        if (productId is null)
        {
            return;
        }

        if (!_connections.TryGetValue(productId, out var users))
        {
            users = [];
            _connections.Add(productId, users);
        }

        users[connection.UserId] = users.GetValueOrDefault(connection.UserId) + 1;
        connection.ProductId = productId;
    }

    private void Leave(PresenceConnection connection)
    {
        if (connection.ProductId is not { } productId)
        {
            return;
        }

        connection.ProductId = null;
        var users = _connections[productId];
        users[connection.UserId]--;
        if (users[connection.UserId] > 0)
        {
            return;
        }

        users.Remove(connection.UserId);
        if (users.Count == 0)
        {
            _connections.Remove(productId);
        }
    }
}
