using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A row of a theory, once for each wire: the test's first argument is the wire, the others are the row.</summary>
/// <param name="row">The other arguments.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EveryWireAttribute(params object?[] row) : DataAttribute
{
    /// <summary>The arguments after the wire.</summary>
    public IReadOnlyList<object?> Row => row;

    /// <inheritdoc />
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<Wire>().Select(wire => new TheoryDataRow([wire, .. row]))]);

    /// <inheritdoc />
    public override bool SupportsDiscoveryEnumeration() => true;
}
