namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// Runs snippets of the design document, word for word as in tests/node/snippets, one after the other in one Node process.
/// What they print arrives as events: named by the first words, with the rest as arguments.
/// </summary>
internal sealed class SnippetClient : NodeClient
{
    private const string Address = "'http://localhost:3000/api/v1/realtime'";
    private const string Token = "'your-jwt-token-here'";
    private const string TransportsLine = "  transports: ['websocket', 'polling']\n";

    private SnippetClient(string source)
        : base("snippet", "--import", "./snippets/console.mjs", "--input-type=module", "--eval", source)
    {
    }

    /// <summary>Runs the connection snippet and others behind it.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="token">The token.</param>
    /// <param name="transportsLine">The line that stands for the printed one; empty for the client's default.</param>
    /// <param name="snippets">The others' text.</param>
    public static SnippetClient Run(RealtimeHost host, string token, string transportsLine, params string[] snippets)
    {
        var connection = Replace(Read("connection"), Address, $"'{host.RealtimeUrl}'");
        connection = Replace(connection, Token, $"'{token}'");
        connection = Replace(connection, TransportsLine, transportsLine.Length == 0 ? "" : $"  {transportsLine}\n");
        return new SnippetClient(string.Join('\n', [connection, .. snippets]));
    }

    /// <summary>A snippet's text.</summary>
    public static string Read(string name) =>
        File.ReadAllText(Path.Combine(RepositoryFolder.Path, "tests", "node", "snippets", name + ".js"));

    /// <summary>The lines of a snippet above one of them.</summary>
    public static string ReadAbove(string name, string line)
    {
        var text = Read(name);
        var end = text.IndexOf(line, StringComparison.Ordinal);
        Assert.True(end > 0, $"{name} has no line '{line}'.");
        return text[..end];
    }

    private static string Replace(string text, string what, string with)
    {
        Assert.Contains(what, text, StringComparison.Ordinal);
        return text.Replace(what, with, StringComparison.Ordinal);
    }
}
