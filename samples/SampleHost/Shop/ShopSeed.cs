using SampleHost.Auth;

namespace SampleHost.Shop;

/// <summary>The shop on its first day; the ids are those of the design document.</summary>
internal static class ShopSeed
{
    public const string ConversationId = "conv_789";

    public const string ConversationTitle = "Choosing headphones";

    public static ShopState Create(DateTimeOffset now) => new()
    {
        Accounts =
        [
            CreateAccount("user_123", "An", "an@example.com", Roles.Customer),
            CreateAccount("user_456", "Binh", "binh@example.com", Roles.Customer),
            CreateAccount("staff_1", "Tai Loc", "staff@example.com", Roles.Staff),
        ],
        Orders =
        [
            CreateOrder("order_123", "user_123", "an@example.com", now.AddHours(-20), "confirmed",
                new OrderLine("prod_123", "Gaming Headphones", 1, 149.99m), new OrderLine("prod_456", "Studio Microphone", 1, 150.00m)),
            CreateOrder("order_456", "user_456", "binh@example.com", now.AddHours(-3), "pending",
                new OrderLine("prod_789", "Bookshelf Speakers", 1, 349.00m), new OrderLine("prod_654", "Speaker Cable, 5 m", 2, 19.50m)),
        ],
        Bookings =
        [
            CreateBooking("booking_456", "user_123", "an@example.com", "Professional Audio Setup", "At your home", now, 5),
            CreateBooking("booking_789", "user_456", "binh@example.com", "Turntable Adjustment", "In the shop", now, 9),
        ],
        Products =
        [
            CreateProduct("prod_123", "Gaming Headphones", "headphones", "Closed, light, with a detachable microphone.", 149.99m, 12, 5),
            CreateProduct("prod_456", "Studio Microphone", "microphone", "Large diaphragm, cardioid, for voice and strings.", 150.00m, 7, 3),
            CreateProduct("prod_789", "Bookshelf Speakers", "speaker", "A pair in walnut, two-way, 60 W.", 349.00m, 4, 3),
            CreateProduct("prod_321", "Belt-drive Turntable", "turntable", "33 and 45, with a pre-fitted cartridge.", 429.00m, 0, 2),
            CreateProduct("prod_987", "Integrated Amplifier", "amplifier", "2 × 50 W, phono input, quiet as a library.", 519.00m, 6, 2),
            CreateProduct("prod_654", "Speaker Cable, 5 m", "cable", "Oxygen-free copper, 2 × 2.5 mm².", 19.50m, 58, 20),
        ],
    };

    private static Account CreateAccount(string id, string name, string email, string role) =>
        new(id, name, email, role, Passwords.Hash("demo"));

    private static Order CreateOrder(
        string id, string customerId, string email, DateTimeOffset placedAt, string status, params OrderLine[] lines) => new()
        {
            Id = id,
            CustomerId = customerId,
            CustomerEmail = email,
            Status = status,
            Total = lines.Sum(line => line.Price * line.Quantity),
            Lines = lines,
            History = status == "pending"
                ? [new StatusChange("pending", placedAt)]
                : [new StatusChange("pending", placedAt), new StatusChange(status, placedAt.AddMinutes(25))],
        };

    private static Booking CreateBooking(
        string id, string customerId, string email, string service, string place, DateTimeOffset now, int days) => new()
        {
            Id = id,
            CustomerId = customerId,
            CustomerEmail = email,
            ServiceName = service,
            Place = place,
            ScheduledDate = new DateTimeOffset(now.UtcDateTime.Date.AddDays(days).AddHours(7), TimeSpan.Zero),
            Status = "requested",
            History = [new StatusChange("requested", now.AddDays(-1))],
        };

    private static Product CreateProduct(
        string id, string name, string kind, string description, decimal price, int quantity, int lowStockBelow) => new()
        {
            Id = id,
            Name = name,
            Kind = kind,
            Description = description,
            Price = price,
            Quantity = quantity,
            LowStockBelow = lowStockBelow,
        };
}
