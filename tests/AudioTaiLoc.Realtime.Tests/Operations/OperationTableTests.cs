using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Tests.Operations;

public sealed class OperationTableTests
{
    private readonly OperationTable _table = new([new Source("order:subscribe"), new Source("ping")]);

    [Fact]
    public void Finds_by_exact_name_from_text_or_a_piece_of_it()
    {
        Assert.Equal("ping", _table.Find("ping")?.Name);
        Assert.Same(_table.Find("ping"), _table.Find("[ping]".AsSpan(1, 4)));
        Assert.Same(_table.Find("ping"), _table.Find("ping"u8));
        Assert.Null(_table.Find("Ping"));
        Assert.Null(_table.Find("pin"u8));
        Assert.Null(_table.Find("pin".AsSpan()));
        Assert.Equal(["order:subscribe", "ping"], _table.Names.Order());
    }

    [Fact]
    public void Two_calls_of_one_name_are_a_fault_of_the_library() =>
        Assert.Throws<ArgumentException>(() => new OperationTable([new Source("ping"), new Source("ping")]));

    private sealed class Source(string name) : IOperationSource
    {
        public void AddTo(OperationTable table) =>
            table.Add(name, TestRequestJson.Default.TestRequest, (_, _, _) => new ValueTask<Ack>(Ack.Done));
    }
}
