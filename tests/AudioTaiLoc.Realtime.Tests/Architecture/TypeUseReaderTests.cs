using AudioTaiLoc.Realtime.Tests.Architecture.UseSamples;

namespace AudioTaiLoc.Realtime.Tests.Architecture;

/// <summary>The reader sees every way in which one type can use another.</summary>
public sealed class TypeUseReaderTests
{
    private static readonly IReadOnlySet<TypeUse> Uses = TypeUseReader.Read(typeof(TypeUseReaderTests).Assembly.Location);

    [Theory]
    [InlineData(nameof(UsedAsBase))]
    [InlineData(nameof(IUsedAsInterface))]
    [InlineData(nameof(UsedAsAttributeAttribute))]
    [InlineData(nameof(UsedAsField))]
    [InlineData(nameof(UsedAsParameter))]
    [InlineData(nameof(UsedAsTypeArgument))]
    [InlineData(nameof(IUsedAsConstraint))]
    [InlineData(nameof(UsedByCall))]
    [InlineData(nameof(UsedByTypeOf))]
    [InlineData(nameof(UsedByCatchException))]
    [InlineData(nameof(UsedInsideLambda))]
    [InlineData(nameof(UsedAfterAwait))]
    public void A_use_is_seen(string used) =>
        Assert.Contains(Uses, use => use.User.EndsWith("." + nameof(UseSample), StringComparison.Ordinal) && use.Used == typeof(UsedAsBase).Namespace + "." + used);

    [Fact]
    public void What_is_not_used_is_not_seen() =>
        Assert.DoesNotContain(Uses, use => use.User.EndsWith("." + nameof(UseSample), StringComparison.Ordinal) && use.Used.EndsWith("." + nameof(NotUsed), StringComparison.Ordinal));
}
