using Xunit.Sdk;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

public sealed class RequirementTests
{
    [Fact]
    public void What_is_there_is_found() =>
        Assert.Equal("/bin/thing", new Requirement("thing", "install thing", () => "/bin/thing", requireAll: false).Get());

    [Fact]
    public void What_is_missing_skips_the_test_and_says_why()
    {
        // Assert.Throws lets a skip pass, and would skip this test.
        SkipException? outcome = null;
        try
        {
            new Requirement("thing", "install thing", () => null, requireAll: false).Get();
        }
        catch (SkipException exception)
        {
            outcome = exception;
        }

        Assert.Contains("thing was not found: install thing.", outcome?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_fails_the_test_where_all_is_required()
    {
        var outcome = Assert.Throws<FailException>(() => new Requirement("thing", "install thing", () => null, requireAll: true).Get());

        Assert.Contains("thing was not found: install thing.", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_is_a_file() => Assert.True(File.Exists(Requirement.Redis.Get()));

    [Fact]
    public void Postgres_is_a_folder_with_its_programs() => Assert.True(File.Exists(Path.Combine(Requirement.Postgres.Get(), "initdb")));
}
