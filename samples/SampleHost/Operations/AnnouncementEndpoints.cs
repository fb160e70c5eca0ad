using System.Text.Json;
using AudioTaiLoc.Realtime;
using Microsoft.AspNetCore.Http.HttpResults;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Operations;

/// <summary>Notifications to some, broadcasts to all.</summary>
internal static class AnnouncementEndpoints
{
    private const int MaxUsers = 100;
    private const int MaxTitleLength = 120;
    private const int MaxMessageLength = 1000;
    private const int MaxEventLength = 100;

    public static async Task<Results<Accepted, ValidationProblem>> Notify(
        NotificationRequest request, IShopStore store, IRealtimeService realtime, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Word("type", request.Type)
            .OptionalText("title", request.Title, MaxTitleLength)
            .Text("message", request.Message, MaxMessageLength)
            .OptionalObject("data", request.Data);
        if (request.UserIds is not { Length: > 0 and <= MaxUsers })
        {
            errors.Add("userIds", $"1 to {MaxUsers} users.");
        }
        else if (request.UserIds.FirstOrDefault(id => !store.Current.HasAccount(id)) is { } unknown)
        {
            errors.Add("userIds", $"There is no user {unknown}.");
        }
        else if (request.UserIds.Contains(null))
        {
            errors.Add("userIds", "A user's id is missing.");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var notification = new UserNotification
        {
            Type = request.Type!,
            Title = request.Title,
            Message = request.Message!,
            Data = request.Data is { ValueKind: JsonValueKind.Object } data ? data : null,
        };
        await realtime.NotifyUsersAsync([.. request.UserIds!.Distinct(StringComparer.Ordinal)], notification, cancellationToken);
        return TypedResults.Accepted((string?)null);
    }

    public static async Task<Results<Accepted, ValidationProblem>> Broadcast(
        BroadcastRequest request, IRealtimeService realtime, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Text("event", request.Event, MaxEventLength).OptionalObject("payload", request.Payload);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        try
        {
            object? payload = request.Payload is { ValueKind: JsonValueKind.Object } given ? given : null;
            await realtime.BroadcastToAllAsync(request.Event!, payload, cancellationToken);
            return TypedResults.Accepted((string?)null);
        }
        catch (ArgumentException refused)
        {
            return errors.Argument("event", refused).ToProblem();
        }
    }
}
