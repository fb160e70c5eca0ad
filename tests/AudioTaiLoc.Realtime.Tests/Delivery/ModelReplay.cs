namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A replay that the model has under way.</summary>
/// <param name="Client">Who gets it.</param>
/// <param name="Positions">What it consists of; null when the log has more than may be replayed.</param>
/// <param name="Cover">Notes what the client has once it is through.</param>
internal sealed record ModelReplay(ModelClient Client, long[]? Positions, Action Cover)
{
    /// <summary>Sends it; false answers that the client was not recovered.</summary>
    public bool Finish(bool isRead = true)
    {
        var isRecovered = isRead && Positions is not null && !Client.IsGone;
        Client.EndReplay(isRecovered ? Positions! : []);
        if (isRecovered)
        {
            Cover();
        }

        return isRecovered;
    }
}

/// <summary>The model's answer to a call: refused with a code, answered at once, or by a replay.</summary>
internal sealed record ModelAnswer(string? Refusal = null, bool? Recovered = null, ModelReplay? Replay = null);
