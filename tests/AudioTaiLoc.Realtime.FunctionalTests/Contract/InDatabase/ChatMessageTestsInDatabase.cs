namespace AudioTaiLoc.Realtime.FunctionalTests.Contract.InDatabase;

/// <summary>The same with conversations in SQLite.</summary>
public sealed class ChatMessageTestsInDatabase : ChatMessageTests
{
    /// <inheritdoc />
    protected override bool IsInDatabase => true;
}
