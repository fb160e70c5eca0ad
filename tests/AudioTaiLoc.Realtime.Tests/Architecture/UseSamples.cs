namespace AudioTaiLoc.Realtime.Tests.Architecture.UseSamples;

internal class UsedAsBase;

internal interface IUsedAsInterface;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class UsedAsAttributeAttribute : Attribute;

internal sealed class UsedAsField;

internal sealed class UsedAsParameter;

internal sealed class UsedAsTypeArgument;

internal interface IUsedAsConstraint;

internal static class UsedByCall
{
    public static void Call()
    {
    }
}

internal sealed class UsedByTypeOf;

internal sealed class UsedByCatchException : Exception;

internal sealed class UsedInsideLambda;

internal sealed class UsedAfterAwait;

internal sealed class NotUsed;
