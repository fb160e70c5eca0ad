namespace AudioTaiLoc.Realtime.Tests;

public class SmokeTests
{
    [Fact]
    public void Runs() => Assert.Equal(2, Environment.NewLine.Length + 1);
}
