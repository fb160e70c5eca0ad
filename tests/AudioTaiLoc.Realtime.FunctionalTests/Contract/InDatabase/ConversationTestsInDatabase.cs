namespace AudioTaiLoc.Realtime.FunctionalTests.Contract.InDatabase;

/// <summary>The same with conversations in SQLite.</summary>
public sealed class ConversationTestsInDatabase : ConversationTests
{
    /// <inheritdoc />
    protected override bool IsInDatabase => true;
}
