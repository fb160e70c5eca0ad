using AudioTaiLoc.Realtime.Tests.Architecture.UseSamples;

namespace AudioTaiLoc.Realtime.Tests.Architecture;

/// <summary>Uses other types in every way there is, each in one way; never run.</summary>
[UsedAsAttribute]
internal sealed class UseSample : UsedAsBase, IUsedAsInterface
{
    public UsedAsField[]? Field = [];

    public static async Task<object?> UseAsync<T>(UsedAsParameter? parameter, T constrained)
        where T : IUsedAsConstraint
    {
        List<UsedAsTypeArgument> arguments = [];
        try
        {
            UsedByCall.Call();
        }
        catch (UsedByCatchException)
        {
            return typeof(UsedByTypeOf);
        }

        await Task.Yield();
        Func<object> make = () => new UsedInsideLambda();
        return arguments.Count == 0 ? new UsedAfterAwait() : (parameter, constrained, make());
    }
}
