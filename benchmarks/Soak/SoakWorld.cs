using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>Who and what there is, the same for the host and the clients: a thousand users with a connection of each wire, orders, conversations and products.</summary>
internal sealed record SoakWorld(int Clients)
{
    public const string KeyVariable = "SOAK_KEY";
    public const string PortVariable = "SOAK_PORT";
    public const string DataVariable = "SOAK_DATA";
    public const string ClientsVariable = "SOAK_CLIENTS";
    public const string Namespace = "/api/v1/realtime";

    public const int UsersPerConversation = 4;
    public const int Products = 20;

    public int Users => Math.Max(1, Clients / 2);

    public int Conversations => Math.Max(1, Users / UsersPerConversation);

    public static string User(int index) => $"user_{index}";

    /// <summary>Each user has one order.</summary>
    public static string Order(int user) => string.Create(CultureInfo.InvariantCulture, $"order_{user}");

    public string Conversation(int user) => string.Create(CultureInfo.InvariantCulture, $"conv_{user % Conversations}");

    public static string Product(int index) => string.Create(CultureInfo.InvariantCulture, $"prod_{index % Products}");
}
