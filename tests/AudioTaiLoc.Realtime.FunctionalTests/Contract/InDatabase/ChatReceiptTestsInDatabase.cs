namespace AudioTaiLoc.Realtime.FunctionalTests.Contract.InDatabase;

/// <summary>The same with conversations in SQLite.</summary>
public sealed class ChatReceiptTestsInDatabase : ChatReceiptTests
{
    /// <inheritdoc />
    protected override bool IsInDatabase => true;
}
